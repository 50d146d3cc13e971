package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Reconnect;
import io.simpleipc.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PatienceTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void isOverAfterAsManyDelaysAsThereAreRetries() {
        var patience = Patience.startingNow(new Reconnect(true, 3, Duration.ofSeconds(1)), clock);

        clock.advance(Duration.ofMillis(2999));
        assertThat(patience.isOver()).isFalse();
        assertThat(patience.remainingNanos()).isEqualTo(1_000_000);

        clock.advance(Duration.ofMillis(1));
        assertThat(patience.isOver()).isTrue();
        assertThat(patience.remainingNanos()).isZero();
    }

    @Test
    void noRetriesMeansForEver() {
        var patience = Patience.startingNow(Reconnect.DEFAULT, clock);

        clock.advance(Duration.ofDays(365));

        assertThat(patience.isOver()).isFalse();
        assertThat(patience.remainingNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLongestSettingsDoNotOverflow() {
        var patience = Patience.startingNow(new Reconnect(true, Integer.MAX_VALUE, Duration.ofDays(1)), clock);

        assertThat(patience.isOver()).isFalse();
        assertThat(patience.remainingNanos()).isPositive();
    }
}
