package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seals that make what is no record end the link, and no more. */
@Timeout(30)
class BrokenSealTest {
    /** Makes of every record the same number of bytes, both ways. */
    private record Constant(int bytes, int maxPlain) implements Seal {
        Constant(int bytes) {
            this(bytes, 65_536);
        }

        @Override
        public ByteBuffer seal(ByteBuffer plain) {
            return ByteBuffer.allocate(bytes);
        }

        @Override
        public ByteBuffer open(ByteBuffer body) {
            return ByteBuffer.allocate(bytes);
        }
    }

    @Test
    void oneWithoutRoomForAFrameIsRefused() {
        int least = Frame.HEADER + Frame.PIECE;
        assertThat(new Link(pipe(), Rig.LIMITS, Rig.LIMITS, new Constant(1, least), ByteBuffer.allocate(0), false))
                .isNotNull();
        assertThatThrownBy(() -> new Link(
                        pipe(), Rig.LIMITS, Rig.LIMITS, new Constant(1, least - 1), ByteBuffer.allocate(0), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least " + least);
    }

    private static MemoryPipe pipe() {
        return MemoryPipe.pair(10)[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_537})
    void aSealedRecordOfNoSizeThatExistsIsNotSent(int bytes) throws Exception {
        try (var rig = new Rig(Rig.LIMITS, new Constant(bytes), new Recorder())) {
            rig.link.ping();
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).hasMessage("a sealed record has 1 to 65536 bytes, not " + bytes);
            assertThat(rig.peer.available()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536})
    void theSmallestAndTheLargestAreSent(int bytes) throws Exception {
        try (var rig = new Rig(Rig.LIMITS, new Constant(bytes), new Recorder())) {
            rig.link.ping();
            assertThat(rig.peer.receive(4)).isEqualTo(Bytes.u32(bytes));
            assertThat(rig.peer.receive(bytes)).hasSize(bytes);
        }
    }

    @Test
    void aRecordThatOpensToNothingEndsTheLink() throws Exception {
        try (var rig = new Rig(Rig.LIMITS, new Constant(0), new Recorder())) {
            rig.peer.send(Bytes.record(Bytes.frame(9, 0, 1)));
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("a record has at least one frame, not none");
        }
    }

    @Test
    void withoutEncryptionTheBodyIsTheFramesThemselves() throws Exception {
        var frames = ByteBuffer.allocate(10);
        assertThat(Seal.NONE.seal(frames)).isSameAs(frames);
        assertThat(Seal.NONE.open(frames)).isSameAs(frames);
    }
}
