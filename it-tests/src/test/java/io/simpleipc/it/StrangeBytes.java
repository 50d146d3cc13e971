package io.simpleipc.it;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** What a stranger may say first, from noise to a handshake that goes wrong late. */
enum StrangeBytes {
    NOISE,
    MAGIC_AND_NOISE,
    MAGIC_TWICE,
    CLAIMS_64_KIB,
    ALTERED_HELLO,
    CUT_HELLO,
    HELLO_AND_A_PROOF_OF_NOISE,
    HELLO_AND_A_CLAIM_OF_64_KIB,
    TLS_AND_NOISE,
    HTTP;

    private static final byte[] MAGIC = HexFormat.of().parseHex("89534950430d0a1a");
    private static final int LONGEST = 600;

    /**
     * One such sequence.
     *
     * @param channel kind of the channel, as a HELLO has it
     */
    byte[] bytes(Random random, String channel) {
        var noise = new byte[1 + random.nextInt(LONGEST)];
        random.nextBytes(noise);
        var hello = hello(random, channel);
        return switch (this) {
            case NOISE -> noise;
            case MAGIC_AND_NOISE -> join(MAGIC, noise);
            case MAGIC_TWICE -> join(MAGIC, hello);
            case CLAIMS_64_KIB -> join(MAGIC, new byte[] {1, -1, -1}, noise);
            case ALTERED_HELLO -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    hello[random.nextInt(hello.length)] ^= (byte) (1 + random.nextInt(255));
                }
                yield hello;
            }
            case CUT_HELLO -> Arrays.copyOf(hello, 1 + random.nextInt(hello.length - 1));
            case HELLO_AND_A_PROOF_OF_NOISE ->
                join(hello, new byte[] {4, 0, 100}, Arrays.copyOf(join(noise, new byte[100]), 100));
            case HELLO_AND_A_CLAIM_OF_64_KIB -> join(hello, new byte[] {4, -1, -1}, noise);
            case TLS_AND_NOISE -> join(new byte[] {0x16, 3, 1, 0x40, 0}, noise);
            case HTTP -> "GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        };
    }

    /** A right one. Source: docs/protocol.md, 1.1. */
    private static byte[] hello(Random random, String channel) {
        var kind = channel.getBytes(StandardCharsets.US_ASCII);
        var instance = new byte[16];
        random.nextBytes(instance);
        return ByteBuffer.allocate(MAGIC.length + 3 + 71 + kind.length)
                .put(MAGIC)
                .put((byte) 1)
                .putShort((short) (71 + kind.length))
                .put(new byte[] {1, 1})
                .putLong(0)
                .putLong(0)
                .putInt(1 << 20)
                .putInt(64)
                .putLong((4 << 20) + (1 << 16))
                .putInt(5_000)
                .put(instance)
                .put(new byte[16])
                .put((byte) kind.length)
                .put(kind)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var all = ByteBuffer.allocate(length);
        for (var part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
