package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.internal.lifecycle.Presence.Verdict;
import io.simpleipc.testkit.ManualClock;
import org.junit.jupiter.api.Test;

final class PresenceTest {
    private final long start = new ManualClock().getAsLong(); // so late that times overflow on the way

    private final Presence presence = new Presence();

    @Test
    void nothingIsKnownBeforeAPing() {
        assertThat(presence.verdict(start)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aPeerThatIsSilentForASecondIsGone() {
        presence.asked(start);

        assertThat(presence.verdict(start + Presence.PATIENCE_NANOS - 1)).isEqualTo(Verdict.ASKED);
        assertThat(presence.verdict(start + Presence.PATIENCE_NANOS)).isEqualTo(Verdict.GONE);
        assertThat(presence.deadline()).isEqualTo(start + Presence.PATIENCE_NANOS);
    }

    @Test
    void aPeerThatIsHeardIsAliveForAMomentOnly() {
        presence.asked(start);
        presence.heard(start + 1000);

        assertThat(presence.verdict(start + 1000)).isEqualTo(Verdict.ALIVE);
        assertThat(presence.verdict(start + 1000 + Presence.FRESH_NANOS)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aPeerThatIsHeardTooLateIsAliveAfterAll() {
        presence.asked(start);
        assertThat(presence.verdict(start + 2 * Presence.PATIENCE_NANOS)).isEqualTo(Verdict.GONE);

        presence.heard(start + 2 * Presence.PATIENCE_NANOS);

        assertThat(presence.verdict(start + 2 * Presence.PATIENCE_NANOS)).isEqualTo(Verdict.ALIVE);
    }
}
