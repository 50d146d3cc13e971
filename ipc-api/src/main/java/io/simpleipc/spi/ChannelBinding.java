package io.simpleipc.spi;

import java.util.Arrays;
import java.util.Objects;

/**
 * Ties a handshake to the channel it runs in, so that it cannot be relayed into another. Immutable.
 */
public final class ChannelBinding {
    private static final int LONGEST_KIND = 32;
    private static final int MOST_DATA = 64;

    private final String kind;
    private final byte[] data;

    private ChannelBinding(String kind, byte[] data) {
        this.kind = kind;
        this.data = data;
    }

    /**
     * A binding with data.
     *
     * @param kind the kind of channel, such as {@code unix}: 1 to 32 ASCII characters
     * @param data at most 64 bytes that both ends derive for themselves, such as a hash of the socket's path
     * @return the binding
     * @throws IllegalArgumentException if one of them is too long
     */
    public static ChannelBinding of(String kind, byte[] data) {
        if (kind.isEmpty() || kind.length() > LONGEST_KIND || !kind.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a kind of channel has 1 to 32 printable ASCII characters");
        }
        if (data.length > MOST_DATA) {
            throw new IllegalArgumentException("binding data has at most 64 bytes, not " + data.length);
        }
        return new ChannelBinding(kind, data.clone());
    }

    /**
     * A binding without data.
     *
     * @param kind the kind of channel, such as {@code tcp}
     * @return the binding
     */
    public static ChannelBinding of(String kind) {
        return of(kind, new byte[0]);
    }

    /**
     * The kind of channel, sent in the clear.
     *
     * @return such as {@code tcp}
     */
    public String kind() {
        return kind;
    }

    /**
     * What both ends derive for themselves; never sent.
     *
     * @return a copy
     */
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelBinding that && kind.equals(that.kind) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, Arrays.hashCode(data));
    }

    @Override
    public String toString() {
        return "ChannelBinding[" + kind + "]";
    }
}
