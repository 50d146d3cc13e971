package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class KeepaliveTest {
    private static final long START = System.nanoTime();
    private static final long INTERVAL = 1_000_000_000;

    private final Keepalive keepalive = new Keepalive(Duration.ofSeconds(2), Duration.ofSeconds(9), START);

    @Test
    void aPingIsDueWhenNothingWasSentForAnInterval() {
        assertThat(keepalive.pingIsDue(START + INTERVAL - 1, START)).isFalse();
        assertThat(keepalive.pingIsDue(START + INTERVAL, START)).isTrue();
        assertThat(keepalive.pingIsDue(START + INTERVAL, START + 1)).isFalse();
    }

    @Test
    void aPingThatFindsNoRoomIsNotDueAgainAtOnce() {
        long stalled = START + INTERVAL;
        keepalive.heard(stalled);
        keepalive.pinged(stalled);
        assertThat(keepalive.pingIsDue(stalled + 1, START)).isFalse();
        assertThat(keepalive.nextLook(stalled, START) - stalled).isEqualTo(INTERVAL);
    }

    @Test
    void thePeerIsLostWhenItIsSilentForTwoIntervals() {
        assertThat(keepalive.peerIsLost(START + 2 * INTERVAL - 1)).isFalse();
        assertThat(keepalive.peerIsLost(START + 2 * INTERVAL)).isTrue();
    }
}
