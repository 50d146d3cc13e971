package io.simpleipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
    /** Just before the clock's overflow: monotonic nanoseconds may be anything. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

    @Test
    void itPassesWhenItsTimeIsOverEvenAcrossTheOverflow() {
        var deadline = Deadline.after(Duration.ofNanos(20), clock::get);
        assertThat(deadline.hasPassed()).isFalse();
        assertThat(deadline.remainingNanos()).isEqualTo(20);
        clock.addAndGet(19);
        assertThat(deadline.hasPassed()).isFalse();
        clock.addAndGet(1);
        assertThat(deadline.hasPassed()).isTrue();
        clock.addAndGet(5);
        assertThat(deadline.remainingNanos()).isZero();
    }

    @Test
    void theEarlierOfTwoHolds() {
        var soon = Deadline.after(Duration.ofNanos(5), clock::get);
        var late = Deadline.after(Duration.ofNanos(15), clock::get);
        assertThat(soon.orEarlier(late)).isSameAs(soon);
        assertThat(late.orEarlier(soon)).isSameAs(soon);
    }

    @Test
    void foreverIsAHundredYears() {
        assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), clock::get)
                        .remainingNanos())
                .isEqualTo(Duration.ofDays(36_500).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"5s,5000", "250 ms,250", "2m,120000", "1h,3600000", "1d,86400000", "0s,0"})
    void durationsHaveUnits(String text, long millis) {
        assertThat(Units.duration("delay", text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 weeks", "1.5s", "99999999999999s", "5S"})
    void anythingElseIsNoDurationAndTheMessageShowsOne(String text) {
        assertThatThrownBy(() -> Units.duration("delay", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("delay")
                .hasMessageContaining("\"5s\"");
    }
}
