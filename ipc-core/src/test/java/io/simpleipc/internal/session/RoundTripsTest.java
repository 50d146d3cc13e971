package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The last times, in order, and no more of them than there is room for. */
final class RoundTripsTest {
    private final RoundTrips times = new RoundTrips();

    @Test
    void theLastOnesAreKeptTheOldestFirst() {
        assertThat(times.last()).isEmpty();
        LongStream.rangeClosed(1, 3).forEach(times::add);
        assertThat(times.last()).containsExactly(Duration.ofNanos(1), Duration.ofNanos(2), Duration.ofNanos(3));

        LongStream.rangeClosed(4, 100).forEach(times::add);
        assertThat(times.last())
                .containsExactlyElementsOf(LongStream.rangeClosed(100 - RoundTrips.MOST + 1, 100)
                        .mapToObj(Duration::ofNanos)
                        .toList());
    }
}
