package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How frames are laid into records, and how many of them there is room for, to the byte. */
final class StagingTest {
    /** Changes nothing, but takes no more at a time. */
    private static final class Narrow extends PassingSeal {
        private final int maxPlain;

        Narrow(int maxPlain) {
            this.maxPlain = maxPlain;
        }

        @Override
        public int maxPlain() {
            return maxPlain;
        }
    }

    @Test
    void framesShareARecordUpToTheLargestThatTheSealTakes() {
        var staging = new Staging(new Narrow(100));
        for (int frame : new int[] {60, 40, 1, 98, 2}) {
            staging.place(frame).put(new byte[frame]);
        }
        assertThat(records(staging)).containsExactly(100, 99, 2);
    }

    @Test
    void aFrameFitsIfItLeavesWhatIsReserved() {
        var staging = new Staging(Seal.NONE);
        assertThat(staging.fits(Staging.CAPACITY - 4 - 10, 10)).isTrue();
        assertThat(staging.fits(Staging.CAPACITY - 4 - 10, 11)).isFalse();
        staging.place(100).put(new byte[100]);
        assertThat(staging.fits(Staging.CAPACITY - 104 - 4 - 10, 10)).isTrue();
        assertThat(staging.fits(Staging.CAPACITY - 104 - 4 - 10, 11)).isFalse();
    }

    @Test
    void offsetsGoOnFromOneBufferToTheNext() {
        var staging = new Staging(Seal.NONE);
        staging.place(10).put(new byte[10]);
        assertThat(staging.offset()).isEqualTo(14);
        assertThat(staging.isEmpty()).isFalse();
        staging.swap();
        assertThat(staging.offset()).isEqualTo(14);
        assertThat(staging.isEmpty()).isTrue();
        staging.place(20).put(new byte[20]);
        assertThat(staging.offset()).isEqualTo(14 + 24);
        staging.swap();
        assertThat(staging.offset()).isEqualTo(14 + 24);
    }

    @Test
    void noMessageMakesARecordLargerThanTheSealTakes() {
        int most = Frame.HEADER + Frame.PIECE;
        var staging = new Staging(new Narrow(most));
        var messages = new Messages(staging);
        messages.message(new byte[16_000]);
        messages.message(new byte[16_000]);
        messages.message(new byte[most - 3 * Frame.HEADER - 32_000]);
        messages.message(new byte[Frame.WHOLE + Frame.PIECE + 5]);
        messages.stagePieces(2);
        messages.message(new byte[20_000 - Frame.WHOLE]);
        messages.message(new byte[Frame.WHOLE]);
        messages.message(new byte[Frame.WHOLE]);

        int first = Frame.HEADER + Frame.TOTAL + Frame.WHOLE;
        int two = 2 * Frame.HEADER + 20_000;
        assertThat(messages.isEmpty()).isTrue();
        assertThat(records(staging))
                .containsExactly(most, first, most, Frame.HEADER + 5, two, Frame.HEADER + Frame.WHOLE);
    }

    @Test
    void soManyPiecesAreStagedAndTheOthersWait() {
        var staging = new Staging(Seal.NONE);
        var messages = new Messages(staging);
        messages.message(new byte[Frame.WHOLE + 3 * Frame.PIECE]);
        staging.swap();
        messages.stagePieces(2);
        assertThat(records(staging)).containsExactly(Frame.HEADER + Frame.PIECE, Frame.HEADER + Frame.PIECE);
        assertThat(messages.isEmpty()).isFalse();
        messages.clear();
        assertThat(messages.isEmpty()).isTrue();
    }

    @Test
    void theFirstFrameOfAMessageIsTakenForAsLongAsItMayGet() {
        assertThat(Messages.frame(new byte[0])).isEqualTo(Frame.HEADER + Frame.TOTAL);
        assertThat(Messages.frame(new byte[Frame.WHOLE])).isEqualTo(Frame.HEADER + Frame.TOTAL + Frame.WHOLE);
        assertThat(Messages.frame(new byte[Frame.WHOLE + 1])).isEqualTo(Frame.HEADER + Frame.TOTAL + Frame.WHOLE);
    }

    private static List<Integer> records(Staging staging) {
        var sizes = new ArrayList<Integer>();
        for (var full = staging.swap(); full.hasRemaining(); ) {
            int size = full.getInt();
            sizes.add(size);
            full.position(full.position() + size);
        }
        return sizes;
    }
}
