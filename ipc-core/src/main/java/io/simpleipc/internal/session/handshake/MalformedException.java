package io.simpleipc.internal.session.handshake;

/** What arrived is no valid message of the handshake. Stays within this package; the message says what is wrong. */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
        super(message, null, false, false);
    }
}
