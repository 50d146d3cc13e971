package io.simpleipc.internal.session;

import io.simpleipc.internal.wire.Failure;

/** Says to the peer what a handler threw: type and message, cut; never a stack trace. */
final class Failures {
    private static final int LONGEST_TYPE = 200;
    private static final int LONGEST_MESSAGE = 300;

    private Failures() {}

    static Failure of(Throwable thrown) {
        if (thrown instanceof Handlers.NoTextException noText) {
            return new Failure.NoHandler(noText.getMessage());
        }
        if (thrown instanceof HandlerReturnedNullException) {
            return new Failure.HandlerFailed("", "the handler returned null");
        }
        return new Failure.HandlerFailed(
                cut(thrown.getClass().getName(), LONGEST_TYPE), cut(message(thrown), LONGEST_MESSAGE));
    }

    /** A user's exception may fail even at telling its message. */
    private static String message(Throwable thrown) {
        try {
            var message = thrown.getMessage();
            return message == null ? "no message" : message;
        } catch (Throwable e) { // an Error too: the asker must get its answer
            return "no message: getMessage() threw " + e.getClass().getName();
        }
    }

    private static String cut(String text, int longest) {
        // Both ends are kept: of nested failures the first words and the root cause.
        int half = (longest - 5) / 2;
        return text.length() <= longest
                ? text
                : text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
}
