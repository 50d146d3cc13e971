package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When to look a few more times, and for how long. */
final class SpinTest {
    private static final long NOW = 1_000_000;
    private static final int TIMES_IN_VAIN = 4;

    private final Spin spin = Spin.ofEngine(true, 2);

    /** Whoever waits for an answer knows that something will come, from a peer that may have to wake first. */
    @Test
    void looksForFiftyMicrosecondsAndACallerFourTimesAsLong() {
        assertThat(spin.until(NOW)).isEqualTo(NOW + 50_000);
        assertThat(Spin.ofCaller(true, 2).until(NOW)).isEqualTo(NOW + 200_000);
    }

    /** The peer may have been woken on this very processor. */
    @Test
    void letsWhoSharesTheProcessorHaveItsTurnNowAndThen() {
        var turns = new AtomicInteger();
        var looking = new Spin(true, 2, 50_000, turns::incrementAndGet);
        for (int i = 0; i < 20; i++) {
            looking.rest();
        }
        assertThat(turns).hasValue(5);
    }

    /** If the peer shares the only one it waits for it after each message. */
    @Test
    void withOneProcessorGivesItsTurnAfterEachLook() {
        var turns = new AtomicInteger();
        var looking = new Spin(true, 1, 50_000, turns::incrementAndGet);
        assertThat(looking.until(NOW)).isEqualTo(NOW + 50_000);
        for (int i = 0; i < 20; i++) {
            looking.rest();
        }
        assertThat(turns).hasValue(20);
    }

    /** Nothing can have come before, unless the peer has another processor. */
    @Test
    void withOneProcessorATurnComesBeforeTheFirstLook() {
        assertThat(Spin.ofEngine(true, 1).restsFirst()).isTrue();
        assertThat(Spin.ofEngine(true, 2).restsFirst()).isFalse();
        assertThat(Spin.ofEngine(false, 1).restsFirst()).isFalse();
    }

    @Test
    void theTwoSidesOverlapWhereThereIsASecondProcessor() {
        assertThat(spin.overlaps()).isTrue();
        assertThat(Spin.ofEngine(true, 1).overlaps()).isFalse();
        assertThat(Spin.ofEngine(false, 2).overlaps()).isFalse();
    }

    @Test
    void isOnlyForThoseWhoWantIt() {
        assertThat(Spin.ofEngine(false, 2).until(NOW)).isZero();
        assertThat(Spin.ofCaller(false, 2).until(NOW)).isZero();
    }

    @Test
    void pausesForLongerAndLongerWhileItIsInVain() {
        for (int i = 1; i < TIMES_IN_VAIN; i++) {
            assertThat(pauseAfterFailure()).isZero();
        }
        assertThat(Stream.generate(this::pauseAfterFailure).limit(8))
                .containsExactly(16, 32, 64, 128, 256, 256, 256, 256);
    }

    @Test
    void beginsAnewWhenItHasPaid() {
        for (int i = 0; i < 2 * TIMES_IN_VAIN; i++) {
            pauseAfterFailure();
        }
        spin.found(NOW, NOW + 1);
        for (int i = 1; i < TIMES_IN_VAIN; i++) {
            assertThat(pauseAfterFailure()).isZero();
        }
        assertThat(pauseAfterFailure()).isEqualTo(16);
    }

    /** Whoever shares the processor may have taken a long turn. */
    @Test
    void whatComesAfterTheTimeIsNoReasonToLookAgain() {
        for (int i = 1; i < TIMES_IN_VAIN; i++) {
            spin.found(NOW, NOW);
        }
        assertThat(pauseAfterFailure()).isEqualTo(16);
    }

    /** That was so much time lost; it is to be a small part. */
    @Test
    void afterALongTurnOfOthersItDoesNotLookForThirtyTwoTimesAsLong() {
        long late = 1_000;
        spin.found(NOW + late, NOW);
        long end = NOW + late + 32 * late;
        assertThat(spin.until(end - 1)).isZero();
        assertThat(spin.until(end)).isEqualTo(end + 50_000);
        assertThat(spin.until(end - 1)).as("once over").isPositive();
    }

    /** Looks once, in vain. Returns how many times it is left out after that; the next one is due then. */
    private int pauseAfterFailure() {
        spin.failed();
        int left = 0;
        while (spin.until(NOW) == 0 && left < 2_000) {
            left++;
        }
        return left;
    }
}
