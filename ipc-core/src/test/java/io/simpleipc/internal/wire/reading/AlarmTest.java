package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When the clock is to be looked at. */
final class AlarmTest {
    private static final long FAR = Long.MAX_VALUE / 2;

    private final Alarm alarm = new Alarm();
    private final long now = System.nanoTime() + 1;

    @Test
    void goesOffAtOnceAndThenNotUntilItIsSet() {
        assertThat(alarm.hasGoneOff(now)).isTrue();
        assertThat(alarm.hasGoneOff(now + FAR - 1)).isFalse();
        assertThat(alarm.nanosLeft(now)).isEqualTo(FAR);
    }

    @Test
    void isOnlySetEarlier() {
        alarm.hasGoneOff(now);
        assertThat(alarm.setBy(now + 10)).isTrue();
        assertThat(alarm.setBy(now + 10)).as("set at the same moment").isFalse();
        assertThat(alarm.setBy(now + 11)).as("set later").isFalse();
        assertThat(alarm.nanosLeft(now)).isEqualTo(10);
        assertThat(alarm.hasGoneOff(now + 9)).isFalse();
        assertThat(alarm.hasGoneOff(now + 10)).isTrue();
    }

    @Test
    void isBeforeALaterMomentOnly() {
        alarm.hasGoneOff(now);
        alarm.setBy(now + 10);
        assertThat(alarm.isBefore(now + 9)).isFalse();
        assertThat(alarm.isBefore(now + 10)).isFalse();
        assertThat(alarm.isBefore(now + 11)).isTrue();
    }
}
