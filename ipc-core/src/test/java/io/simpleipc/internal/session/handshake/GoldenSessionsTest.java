package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 200 sessions of version 1, recorded once: the code of today says the same in the handshake, and understands what was
 * said then. The recording is what an older version sends, so it is <b>never made anew for version 1</b>: if this test
 * fails, the code has left the protocol. Another version gets a file of its own.
 */
@Tag("many-rounds")
@Timeout(120)
class GoldenSessionsTest {
    @Test
    void recordedSessionsAreStillUnderstood() throws Exception {
        int heard = 0;
        for (var session : GoldenSession.all()) {
            var what = "session " + session.seed();
            var duel = GoldenSession.duel(session.seed())
                    .tamper((flight, bytes) -> session.flights().get(flight));
            duel.play();
            assertThat(duel.flights).as(what).containsExactlyElementsOf(session.flights());
            assertThat(duel.seated() && duel.dialerJoined()).as(what).isTrue();
            heard += assertIsHeard(what + ", dialler", session.dialer(), GoldenSession.agreement(duel.listenerEnd));
            heard += assertIsHeard(what + ", listener", session.listener(), GoldenSession.agreement(duel.dialerEnd));
        }
        assertThat(heard).isEqualTo(2_000);
        System.out.println(
                "[fault 51] 200 recorded sessions: the same handshakes, and all of " + heard + " events heard");
    }

    private static int assertIsHeard(String what, GoldenTalk.Said said, Agreement hearer) throws Exception {
        var heard = GoldenTalk.hear(said.bytes(), hearer.seal(), said.heard().size());
        assertThat(heard).as(what).isEqualTo(said.heard());
        return heard.size();
    }
}
