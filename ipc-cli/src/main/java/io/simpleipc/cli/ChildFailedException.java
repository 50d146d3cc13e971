package io.simpleipc.cli;

/** The command that was to answer a query did not. Its name travels to the asker, who sees it in the failure. */
final class ChildFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    ChildFailedException(String message) {
        super(message);
    }
}
