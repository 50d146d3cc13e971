package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Peer;
import io.simpleipc.Role;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The two halves asked in another order than that of the handshake: by our own mistake, or by a peer that knows the secret. */
class OutOfTurnTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ListenerHandshake listener =
            new ListenerHandshake(Fixtures.listener(Fixtures.SECRET, null), () -> Fixtures.UNIX, Fixtures.fixed(2));

    private static byte[] hello() {
        return Duel.ofFriends().hello();
    }

    private ListenerHandshake.Step hears(byte[] bytes) {
        return listener.receive(ByteBuffer.wrap(bytes));
    }

    @Test
    void nobodyIsWelcomedBeforeTheKnock() {
        assertThatThrownBy(listener::welcome).isInstanceOf(IllegalStateException.class);
        hears(Arrays.copyOf(hello(), 20));
        assertThatThrownBy(listener::welcome)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("knocked");
    }

    @Test
    void nobodyIsWelcomedTwice() throws GeneralSecurityException {
        hears(hello());
        listener.welcome();
        assertThatThrownBy(listener::welcome).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noVerdictIsGivenBeforeTheProof() throws GeneralSecurityException {
        hears(hello());
        listener.welcome();
        assertThatThrownBy(listener::joined)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("proved");
        assertThatThrownBy(listener::closing).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> listener.busy(new Peer(1, Instant.EPOCH, Role.CLIENT, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("proved");
    }

    @Test
    void whileAnAnswerIsAwaitedSilenceIsNoFault() {
        hears(hello());
        assertThat(listener.receive(NOTHING)).isInstanceOf(ListenerHandshake.Step.More.class);
        assertThat(((ListenerHandshake.Step.Rejected) hears(new byte[1])).why()).isEqualTo(Rejection.MALFORMED);
    }

    @Test
    void aHandshakeThatIsOverHearsNothing() throws GeneralSecurityException {
        assertThat(hears(new byte[100])).isInstanceOf(ListenerHandshake.Step.Rejected.class);
        assertThatThrownBy(() -> listener.receive(NOTHING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("over");

        var dialer = new DialerHandshake(Fixtures.dialer(Fixtures.SECRET, null), Fixtures.UNIX, Fixtures.fixed(1));
        assertThat(dialer.receive(ByteBuffer.allocate(100))).isInstanceOf(DialerHandshake.Step.Failed.class);
        assertThatThrownBy(() -> dialer.receive(NOTHING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("over");
    }

    /** Played by hand: no dialler of ours says so, and it takes the secret to say it. */
    @Test
    void anOpenOfAnUnknownStatusIsMalformedAndSeatsNobody() throws GeneralSecurityException {
        var self = Fixtures.dialer(Fixtures.SECRET, null);
        var hello = hello();
        hears(hello);
        var welcome = ByteBuffer.wrap(listener.welcome());
        var choice = new byte[Message.MAGIC_LENGTH + Message.HEADER + welcome.getShort(Message.MAGIC_LENGTH + 1)];
        var noise1 = new byte[Noise.OVERHEAD];
        welcome.get(choice).position(choice.length + Message.HEADER).get(noise1);

        var noise = self.noise(
                Transcript.prologue(hello, choice, Fixtures.UNIX, false),
                Fixtures.fixed(1).ephemeral());
        noise.readFirst(noise1);
        var proof = new Proof(1, Instant.EPOCH, "none", new byte[0]).write();
        assertThat(hears(Message.next(Message.NOISE2, noise.writeSecond(proof))))
                .isInstanceOf(ListenerHandshake.Step.Proved.class);
        listener.joined();

        var open = noise.split().fromResponder.seal(new byte[0], new byte[] {2});
        var step = (ListenerHandshake.Step.Rejected) hears(Message.next(Message.OPEN, open));
        assertThat(step.why()).isEqualTo(Rejection.MALFORMED);
        assertThat(step.answer()).isEmpty();
    }
}
