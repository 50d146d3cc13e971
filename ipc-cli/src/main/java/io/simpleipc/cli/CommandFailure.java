package io.simpleipc.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was told: the exit code, a sentence that says what is wrong, and what to type next. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final @Nullable String next;

    /**
     * A failure.
     *
     * @param code what the command ends with
     * @param message what was wanted and what was found
     * @param next a command that helps, or null where the message says it all
     */
    CommandFailure(ExitCode code, String message, @Nullable String next) {
        this(code, message, next, null);
    }

    CommandFailure(ExitCode code, String message, @Nullable String next, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.next = next;
    }

    ExitCode code() {
        return code;
    }

    @Nullable
    String next() {
        return next;
    }
}
