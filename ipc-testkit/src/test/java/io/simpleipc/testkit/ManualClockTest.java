package io.simpleipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    @Test
    void aDeadlinePassesWhenToldEvenAcrossAnOverflow() {
        var clock = new ManualClock();
        var deadline = Deadline.after(Duration.ofSeconds(5), clock);
        clock.advance(Duration.ofMillis(4999));
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remainingNanos()).isEqualTo(1_000_000);
        clock.advance(Duration.ofMillis(1));
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(clock.getAsLong()).isNegative();
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatThrownBy(() -> new ManualClock().advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
