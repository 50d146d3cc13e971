package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both must know of resuming, or it is not done; docs/protocol.md, sections 1.1 and 7.1. */
@Timeout(30)
class ResumingTest {
    private static final UUID LOST = UUID.fromString("12345678-9abc-def0-1234-56789abcdef0");
    private static final int SESSION_TO_RESUME = 54;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void itIsAgreedUponByBothOrNotAtAll(boolean dialer, boolean listener) throws Exception {
        var duel = new Duel(
                        Fixtures.dialer(Fixtures.SECRET, null, dialer),
                        Fixtures.listener(Fixtures.SECRET, null, listener))
                .play();

        assertThat(duel.dialerEnd)
                .isInstanceOfSatisfying(
                        DialerHandshake.Step.Joined.class,
                        joined -> assertThat(joined.agreement().resumes()).isEqualTo(dialer && listener));
        assertThat(duel.listenerEnd)
                .isInstanceOfSatisfying(
                        ListenerHandshake.Step.Seated.class,
                        seated -> assertThat(seated.newcomer().resumes()).isEqualTo(dialer && listener));
    }

    /** The field of HELLO is reserved; the dialler is played by hand, since ours never uses it. */
    @Test
    void whoeverNamesASessionInHelloIsJoinedAfresh() throws Exception {
        var self = Fixtures.dialer(Fixtures.SECRET, null);
        var listener =
                new ListenerHandshake(Fixtures.listener(Fixtures.SECRET, null), () -> Fixtures.UNIX, Randomness.SECURE);
        var hello = helloThatAsksFor(LOST, self);
        assertThat(listener.receive(ByteBuffer.wrap(hello))).isInstanceOf(ListenerHandshake.Step.Knock.class);
        var welcome = listener.welcome();
        int end = Message.MAGIC_LENGTH + Message.HEADER + bodyLength(welcome, Message.MAGIC_LENGTH);
        var choice = Arrays.copyOf(welcome, end);
        var noise = self.noise(Transcript.prologue(hello, choice, Fixtures.UNIX, false), Randomness.SECURE.ephemeral());
        noise.readFirst(body(welcome, end));
        var canary = Canary.make(self.encryption().provider(), Canary.ofDialer(noise.handshakeHash()));
        var proof = new Proof(1001, Instant.EPOCH, self.encryption().kind(), canary);
        var noise2 = Message.next(Message.NOISE2, noise.writeSecond(proof.write()));

        assertThat(listener.receive(ByteBuffer.wrap(noise2))).isInstanceOf(ListenerHandshake.Step.Proved.class);
        var sealed = body(listener.joined(), 0);

        var verdict = Verdict.read(noise.split().fromInitiator.open(new byte[0], sealed));
        assertThat(verdict).isInstanceOf(Verdict.Joined.class);
        assertThat(((Verdict.Joined) verdict).session()).isNotEqualTo(LOST);
        System.out.println("[fault 35] a HELLO that asks to resume a session was given a new one");
    }

    private static byte[] helloThatAsksFor(UUID session, Introduction self) {
        var body = Hello.body(0, self.terms(), "unix", false);
        var field = ByteBuffer.wrap(body).position(SESSION_TO_RESUME);
        assertThat(field.getLong(SESSION_TO_RESUME)).isZero();
        field.putLong(session.getMostSignificantBits()).putLong(session.getLeastSignificantBits());
        return Message.first(Message.HELLO, body);
    }

    private static int bodyLength(byte[] bytes, int message) {
        return ByteBuffer.wrap(bytes).getShort(message + 1);
    }

    private static byte[] body(byte[] bytes, int message) {
        int from = message + Message.HEADER;
        return Arrays.copyOfRange(bytes, from, from + bodyLength(bytes, message));
    }
}
