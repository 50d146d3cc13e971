package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void percentilesAreThoseOfTheNearestRank() {
        for (int value = 100; value >= 1; value--) {
            latencies.add(value);
        }

        assertThat(latencies.percentile(50)).isEqualTo(50);
        assertThat(latencies.percentile(99)).isEqualTo(99);
        assertThat(latencies.percentile(99.9)).isEqualTo(100);
        assertThat(latencies.percentile(100)).isEqualTo(100);
        assertThat(latencies.percentile(0.001)).isEqualTo(1);
    }

    @Test
    void oneValueIsEveryPercentile() {
        latencies.add(7);

        assertThat(latencies.percentile(50)).isEqualTo(7);
        assertThat(latencies.percentile(99)).isEqualTo(7);
    }

    @Test
    void aValueThatComesAfterAPercentileWasTakenCountsToo() {
        latencies.add(5);
        latencies.percentile(50);
        latencies.add(1);

        assertThat(latencies.percentile(50)).isEqualTo(1);
    }

    @Test
    void thereIsRoomForMoreThanAMillionValues() {
        for (int i = 0; i < 1_200_000; i++) {
            latencies.add(i % 1000);
        }

        assertThat(latencies.count()).isEqualTo(1_200_000);
        assertThat(latencies.percentile(50)).isEqualTo(499);
    }

    @Test
    void withoutAValueThereIsNoPercentile() {
        assertThatIllegalStateException().isThrownBy(() -> latencies.percentile(50));
    }
}
