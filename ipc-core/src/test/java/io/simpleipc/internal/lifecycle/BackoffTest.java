package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    @Test
    void pausesDoubleFromHalfAMillisecondToTheLongest() {
        var backoff = new Backoff(Duration.ofMillis(50), () -> 0.5);

        var micros = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            micros.add(backoff.next() / 1000);
        }

        assertThat(micros).isEqualTo(List.of(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 50_000L, 50_000L));
    }

    @Test
    void inACrowdTheyDoubleToASecondAndOutsideOfItTheLongestHoldsAgain() {
        var backoff = new Backoff(Duration.ofMillis(50), () -> 0.5);
        backoff.lengthen();

        var millis = new ArrayList<Long>();
        for (int i = 0; i < 7; i++) {
            millis.add(backoff.nextInACrowd() / 1_000_000);
            assertThat(backoff.isLongest()).isTrue();
        }
        assertThat(millis).isEqualTo(List.of(50L, 100L, 200L, 400L, 800L, 1000L, 1000L));
        backoff.lengthen();
        backoff.next();
        assertThat(backoff.next()).isEqualTo(50_000_000);
        assertThat(new Backoff(Duration.ofSeconds(3), () -> 0.5).nextInACrowd()).isEqualTo(500_000);
    }

    @Test
    void pausesAreSpreadFromHalfToOneAndAHalf() {
        assertThat(new Backoff(Duration.ofSeconds(1), () -> 0.0).next()).isEqualTo(250_000);
        assertThat(new Backoff(Duration.ofSeconds(1), () -> 0.999_999).next()).isBetween(749_000L, 750_000L);
    }

    @Test
    void aLongestPauseBelowTheShortestHolds() {
        var backoff = new Backoff(Duration.ofNanos(100), () -> 0.5);

        assertThat(backoff.isLongest()).isTrue();
        assertThat(backoff.next()).isEqualTo(100);
    }

    @Test
    void anAnswerMakesThePauseLongAtOnce() {
        var backoff = new Backoff(Duration.ofSeconds(1), () -> 0.5);
        assertThat(backoff.isLongest()).isFalse();

        backoff.lengthen();

        assertThat(backoff.isLongest()).isTrue();
        assertThat(backoff.next()).isEqualTo(1_000_000_000);
    }
}
