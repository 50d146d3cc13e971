package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When to look a few more times, and for how long. */
final class SpinTest {
    private static final long NOW = 1_000_000;
    private static final int TIMES_IN_VAIN = 4;

    private final Spin spin = new Spin(true, 2);

    @Test
    void looksForFiftyMicroseconds() {
        assertThat(spin.until(NOW)).isEqualTo(NOW + 50_000);
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

    @Test
    void isOnlyForThoseWhoWantItAndHaveASecondProcessor() {
        assertThat(spin.isEnabled()).isTrue();
        for (var other : List.of(new Spin(false, 2), new Spin(true, 1))) {
            assertThat(other.isEnabled()).isFalse();
            assertThat(other.until(NOW)).isZero();
        }
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
