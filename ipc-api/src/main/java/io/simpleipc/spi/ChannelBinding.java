package io.simpleipc.spi;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ties a handshake to the channel it runs in, so that it cannot be relayed into another. Immutable.
 */
public final class ChannelBinding {
    private static final int LONGEST_KIND = 32;
    private static final int MOST_DATA = 64;

    private final String kind;
    private final byte[] data;
    private final byte @Nullable [] exporter;

    private ChannelBinding(String kind, byte[] data, byte @Nullable [] exporter) {
        this.kind = kind;
        this.data = data;
        this.exporter = exporter;
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
        return new ChannelBinding(kind, data.clone(), null);
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
     * The same with key material that only the two ends of this very channel can derive, such as the TLS exporter of RFC
     * 9266. One end may have it and the other, on an older JDK, not: the handshake settles whether it is used.
     *
     * @param material at most 64 bytes
     * @return a copy
     * @throws IllegalArgumentException if it is too long
     */
    public ChannelBinding withExporter(byte[] material) {
        if (material.length > MOST_DATA) {
            throw new IllegalArgumentException(
                    "exported key material has at most " + MOST_DATA + " bytes, not " + material.length);
        }
        return new ChannelBinding(kind, data, material.clone());
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

    /**
     * What both ends derive for themselves if both can; never sent.
     *
     * @return a copy; empty if this end has none
     */
    public Optional<byte[]> exporter() {
        return Optional.ofNullable(exporter).map(byte[]::clone);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelBinding that
                && kind.equals(that.kind)
                && Arrays.equals(data, that.data)
                && Arrays.equals(exporter, that.exporter);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, Arrays.hashCode(data), Arrays.hashCode(exporter));
    }

    @Override
    public String toString() {
        return "ChannelBinding[" + kind + "]";
    }
}
