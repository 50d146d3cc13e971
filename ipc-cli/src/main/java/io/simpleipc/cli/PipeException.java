package io.simpleipc.cli;

/** The two sides of a pipe do not belong together, or one of them cannot go on. The other side sees its message. */
final class PipeException extends Exception {
    private static final long serialVersionUID = 1L;

    PipeException(String message) {
        super(message);
    }
}
