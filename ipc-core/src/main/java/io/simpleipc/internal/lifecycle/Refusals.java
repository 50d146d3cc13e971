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

    /** The same exception with the stack of this thread, and the original attached. */
    static IpcException onThisThread(IpcException met) {
        var message = String.valueOf(met.getMessage());
        if (met instanceof PeerBusyException busy) {
            var copy = new PeerBusyException(message, busy.holder());
            copy.addSuppressed(met); // it takes no cause
            return copy;
        }
        if (met instanceof AuthenticationException) {
            return new AuthenticationException(message, met);
        }
        if (met instanceof IncompatiblePeerException) {
            return new IncompatiblePeerException(message, met);
        }
        if (met instanceof NotAnIpcPeerException) {
            return new NotAnIpcPeerException(message, met);
        }
        if (met instanceof AddressUnusableException unusable) {
            return new AddressUnusableException(unusable.reason(), message, met);
        }
        return new NotConnectedException(message, met);
    }
}
