package io.simpleipc.internal.lifecycle;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.PeerBusyException;

/** Turns what the supervisor met into what a user's thread throws. Stateless. */
final class Refusals {
    private Refusals() {}

    /** The same exception with the stack of this thread, and the original as its cause. */
    static IpcException onThisThread(IpcException met) {
        if (met instanceof PeerBusyException busy) {
            var copy = new PeerBusyException(met.getMessage(), busy.holder());
            copy.initCause(met);
            return copy;
        }
        if (met instanceof AuthenticationException) {
            return new AuthenticationException(met.getMessage(), met);
        }
        if (met instanceof IncompatiblePeerException) {
            return new IncompatiblePeerException(met.getMessage(), met);
        }
        if (met instanceof NotAnIpcPeerException) {
            return new NotAnIpcPeerException(met.getMessage(), met);
        }
        if (met instanceof AddressUnusableException unusable) {
            return new AddressUnusableException(unusable.reason(), met.getMessage(), met);
        }
        return new NotConnectedException(met.getMessage(), met);
    }
}
