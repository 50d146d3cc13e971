package io.simpleipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.ChannelBinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyPipeTest {
    private FaultyPipe faulty;
    private BlockingPipe near;
    private BlockingPipe far;

    @BeforeEach
    void open() throws IOException {
        var pair = MemoryPipe.pair(100, ChannelBinding.of("memory"));
        faulty = new FaultyPipe(pair.one());
        near = new BlockingPipe(faulty);
        far = new BlockingPipe(pair.other());
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
    }

    private static ByteBuffer[] one(byte... bytes) {
        return new ByteBuffer[] {ByteBuffer.wrap(bytes)};
    }

    @Test
    void withoutFaultsEverythingPasses() throws Exception {
        near.write(new byte[] {1, 2, 3});
        assertThat(far.read(3)).containsExactly(1, 2, 3);
        far.write(new byte[] {4});
        assertThat(near.read(1)).containsExactly(4);
        assertThat(faulty.bytesWritten()).isEqualTo(3);
        assertThat(faulty.bytesRead()).isEqualTo(1);
        assertThat(faulty.binding()).isEqualTo(far.pipe().binding());
    }

    @Test
    void aCutWhileReadingEndsBothSides() throws Exception {
        faulty.cutReadsAfter(2);
        far.write(new byte[] {1, 2, 3});
        assertThat(near.read(2)).containsExactly(1, 2);
        assertThat(near.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(far.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void aCutWhileWritingLetsExactlySoManyBytesPass() throws Exception {
        faulty.cutWritesAfter(2);
        assertThatThrownBy(() -> near.write(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
        assertThat(far.read(2)).containsExactly(1, 2);
        assertThat(far.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void oneBitIsFlippedEachWayAndTheWritersBufferStays() throws Exception {
        faulty.flipRead(1, 0).flipWritten(2, 7);
        far.write(new byte[] {0, 0, 0});
        assertThat(near.read(3)).containsExactly(0, 1, 0);
        var mine = new byte[] {0, 0, 0};
        near.write(mine);
        assertThat(far.read(3)).containsExactly(0, 0, -128);
        assertThat(mine).containsExactly(0, 0, 0);
    }

    @Test
    void aFlipWaitsForItsByteThoughTheFirstWriteFoundNoRoom() throws Exception {
        faulty.flipWritten(100, 0);
        near.write(new byte[100]);
        assertThat(faulty.write(one((byte) 0), 0, 1)).isZero();
        far.read(100);
        near.write(new byte[] {0});
        assertThat(far.read(1)).containsExactly(1);
    }

    @Test
    void bytesComeAndGoInSmallPieces() throws Exception {
        faulty.readAtMost(2).writeAtMost(1);
        far.write(new byte[5]);
        assertThat(faulty.read(ByteBuffer.allocate(5))).isEqualTo(2);
        assertThat(faulty.write(one((byte) 1, (byte) 2), 0, 1)).isEqualTo(1);
    }

    @Test
    void aStalledDirectionGoesOnWhenReleased() throws Exception {
        faulty.stallReads(true).stallWrites(true);
        far.write(new byte[] {1});
        assertThat(faulty.read(ByteBuffer.allocate(1))).isZero();
        assertThat(faulty.write(one((byte) 2), 0, 1)).isZero();
        faulty.stallReads(false).stallWrites(false);
        assertThat(near.read(1)).containsExactly(1);
        near.write(new byte[] {2});
        assertThat(far.read(1)).containsExactly(2);
    }

    @Test
    void theCallThatIsToFailFailsAndEndsTheConnection() throws Exception {
        faulty.failCall(2);
        assertThat(faulty.read(ByteBuffer.allocate(1))).isZero();
        assertThatThrownBy(() -> faulty.flush()).isInstanceOf(IOException.class);
        assertThat(faulty.calls()).isEqualTo(2);
        assertThat(far.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
