package io.simpleipc.internal.session;

/** A handler gave no answer. An empty answer is a normal one; null is a mistake in the handler. */
final class HandlerReturnedNullException extends Exception {
    private static final long serialVersionUID = 1L;

    HandlerReturnedNullException() {
        super("the handler returned null; return an empty answer if there is nothing to say");
    }
}
