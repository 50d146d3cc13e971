package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffortTest {
    @Test
    void anEffortSurvivesTheCommandLine() {
        assertThat(Effort.parse(Effort.FULL.text())).isEqualTo(Effort.FULL);
        assertThat(Effort.parse(Effort.within(2.5, 3).text())).isEqualTo(Effort.within(2.5, 3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 10, 3600})
    void allSlicesTogetherFitIntoTheTime(double seconds) {
        var effort = Effort.within(seconds, 3);

        double measured = 3.0 * effort.slices() * effort.sliceNanos() / 1e9;

        assertThat(measured).isBetween(0.9 * seconds, seconds);
        assertThat(effort.slices()).isGreaterThanOrEqualTo(6);
        assertThat(effort.warmUpSlices()).isPositive();
        assertThat(effort.sliceNanos()).isLessThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
    }
}
