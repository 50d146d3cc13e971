package io.simpleipc.internal.session.handshake;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.wire.MacSeal;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What both sides bind their proof to, and what they derive from it. Stateless. Source: docs/protocol.md, section 1.3.
 */
final class Transcript {
    static final int LISTENER_TO_DIALER = 0;
    static final int DIALER_TO_LISTENER = 1;

    private Transcript() {}

    /**
     * The Noise prologue: {@code "simpleipc/1"}, then each with its length u32: HELLO, CHOICE, channel kind, binding.
     *
     * @param hello the dialler's magic and HELLO, as sent
     * @param choice the listener's magic and CHOICE, as sent
     * @param exporter whether the exported key material, which is at hand then, counts too
     */
    static byte[] prologue(byte[] hello, byte[] choice, ChannelBinding binding, boolean exporter) {
        var label = Sha256.ascii("simpleipc/1");
        var kind = Sha256.ascii(binding.kind());
        var data = binding.data();
        var exported = exporter ? binding.exporter().orElseThrow() : new byte[0];
        int bound = data.length + exported.length;
        return ByteBuffer.allocate(label.length + 16 + hello.length + choice.length + kind.length + bound)
                .put(label)
                .putInt(hello.length)
                .put(hello)
                .putInt(choice.length)
                .put(choice)
                .putInt(kind.length)
                .put(kind)
                .putInt(bound)
                .put(data)
                .put(exported)
                .array();
    }

    static byte[] macKeyOfDialer(Noise.Split split, byte[] hash) {
        return Sha256.expand(split.export, "simpleipc/1 mac d", hash);
    }

    static byte[] macKeyOfListener(Noise.Split split, byte[] hash) {
        return Sha256.expand(split.export, "simpleipc/1 mac l", hash);
    }

    /**
     * What protects the records: nothing without a provider, else the provider and a mac of our own.
     *
     * @param direction that in which this side sends
     */
    static Seal seal(@Nullable EncryptionProvider provider, Noise.Split split, byte[] hash, int direction) {
        if (provider == null) {
            return Seal.NONE;
        }
        var ofDialer = macKeyOfDialer(split, hash);
        var ofListener = macKeyOfListener(split, hash);
        var seal = direction == DIALER_TO_LISTENER
                ? new MacSeal(provider, ofDialer, ofListener, direction)
                : new MacSeal(provider, ofListener, ofDialer, direction);
        return seal;
    }
}
