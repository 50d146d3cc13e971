package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PartialsTest {
    private static final int CLAIM = 256 << 20;

    private static Partials.Partial claiming(int total) {
        return new Partials.Partial(Frame.MESSAGE, 1, 0, 0, 0, total, false);
    }

    @Test
    void aClaimAloneTakesNoMemory() throws Exception {
        var partial = claiming(CLAIM);
        assertThat(partial.bytes).isEmpty();
        for (int size = 1; size <= 1_000; size++) {
            partial.add(ByteBuffer.allocate(1));
            assertThat(partial.bytes.length).isBetween(size, 64 * size);
        }
    }

    @Test
    void theLastBufferHasExactlyTheBytesThatCame() throws Exception {
        byte[] whole = pattern(1_000_000, 7);
        var partial = claiming(whole.length);
        for (int at = 0; at < whole.length; at += 1_000) {
            partial.add(ByteBuffer.wrap(whole, at, 1_000));
        }
        partial.requireWhole();
        assertThat(partial.bytes).isEqualTo(whole);
    }
}
