package io.simpleipc.internal.lifecycle;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import org.jspecify.annotations.Nullable;

/**
 * What a search has met at its address so far, which decides what it says when its time is over. Immutable.
 *
 * @param last what it met last
 * @param heldThroughout whether at every attempt the address was in use and yet nobody answered there
 * @param cause the failure that showed it, or null
 */
record Encounter(Met last, boolean heldThroughout, @Nullable Throwable cause) {
    static final Encounter NOTHING = new Encounter(Met.NOTHING, true, null);

    /** Who is at an address. */
    enum Met {
        /** Not known yet. */
        NOTHING,
        /** Dialling was refused. */
        NOBODY,
        /** The attempt itself failed: no descriptors, no route. */
        TROUBLE,
        /** Something that accepted, and then closed or has not spoken. */
        STRANGER
    }

    /** After one more attempt. */
    Encounter then(boolean inUse, Met met, Throwable cause) {
        return new Encounter(met, heldThroughout && inUse && met == Met.NOBODY, cause);
    }

    /** Something has accepted; what it is has to be seen. */
    Encounter accepted() {
        return new Encounter(Met.STRANGER, false, null);
    }

    /** What a search without success reports. */
    IpcException failure(String address) {
        if (last == Met.STRANGER) {
            return new NotAnIpcPeerException(
                    "whatever listens at " + address
                            + " accepts, and then closes or stays silent; it is another program,"
                            + " or one of ours that is frozen or overloaded; stop it or choose another address"
                            + detail(),
                    cause);
        }
        if (last == Met.NOBODY && heldThroughout) {
            return new AddressUnusableException(
                    Reason.HELD_BY_FOREIGN_PROGRAM,
                    address + " is in use and yet nobody answers there: another program holds it; stop that program or"
                            + " choose another address" + detail(),
                    cause);
        }
        return new AddressUnusableException(
                Reason.UNREACHABLE,
                "nobody was reached at " + address + ", and this process could not or may not listen there; start the"
                        + " other process or allow more time" + detail(),
                cause);
    }

    private String detail() {
        return cause == null ? "" : " (" + cause.getMessage() + ")";
    }
}
