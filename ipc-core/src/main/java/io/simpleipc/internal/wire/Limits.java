package io.simpleipc.internal.wire;

/**
 * What one side announced in the handshake that it takes.
 *
 * @param maxMessageSize largest payload, in bytes
 * @param maxInFlight most open queries
 * @param window receive window, in bytes: its {@code maxBufferedBytes} plus {@link #WINDOW_SLACK}
 */
public record Limits(int maxMessageSize, int maxInFlight, long window) {
    /** Keeps the largest message sendable in each class of flow control while credit is held back. */
    public static final int WINDOW_SLACK = 65_536;

    /**
     * What both sides can live with, message by message; windows stay each side's own.
     *
     * @param other the other side's limits
     * @return the smaller sizes, and this side's window
     */
    public Limits smallerOf(Limits other) {
        return new Limits(
                Math.min(maxMessageSize, other.maxMessageSize), Math.min(maxInFlight, other.maxInFlight), window);
    }
}
