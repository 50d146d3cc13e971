package io.simpleipc.cli.doctor;

import io.simpleipc.IpcException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param status how it is
 * @param subject what was looked at, in a word or two
 * @param text what was found
 * @param cure what to do about it; null if there is nothing to do
 */
public record Finding(
        Status status,
        String subject,
        String text,
        @Nullable String cure) {
    /** Our messages say what is wrong, and behind this the cure. */
    private static final String BEFORE_CURE = "; ";

    private static final Pattern BEFORE_COMMAND = Pattern.compile("^(?:run|make it with): ");

    /** How a thing is. */
    public enum Status {
        /** As it should be. */
        OK,
        /** It works, and yet somebody should look at it. */
        WARNING,
        /** Two processes cannot talk like this, or not safely. */
        PROBLEM
    }

    static Finding ok(String subject, String text) {
        return new Finding(Status.OK, subject, text, null);
    }

    static Finding warning(String subject, String text, String cure) {
        return new Finding(Status.WARNING, subject, text, cure);
    }

    static Finding problem(String subject, String text, String cure) {
        return new Finding(Status.PROBLEM, subject, text, cure);
    }

    /** A failure whose message holds its cure. */
    static Finding problem(String subject, IpcException failure) {
        var message = String.valueOf(failure.getMessage());
        int end = message.indexOf(BEFORE_CURE);
        return end < 0
                ? new Finding(Status.PROBLEM, subject, message, null)
                : problem(subject, message.substring(0, end), cure(message.substring(end + BEFORE_CURE.length())));
    }

    /** A failure of whose cure more is known than its message says. */
    static Finding problem(String subject, IpcException failure, String cure) {
        var message = String.valueOf(failure.getMessage());
        int end = message.lastIndexOf(BEFORE_CURE);
        return problem(subject, end < 0 ? message : message.substring(0, end), cure);
    }

    private static String cure(String text) {
        return BEFORE_COMMAND.matcher(text).replaceFirst("");
    }

    boolean isProblem() {
        return status == Status.PROBLEM;
    }
}
