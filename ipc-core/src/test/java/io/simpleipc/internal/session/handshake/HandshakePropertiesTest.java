package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.test.Property;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all messages of the handshake, and for all pairs that meet: whoever they are, whatever they allow. */
@Timeout(60)
class HandshakePropertiesTest {
    @ParameterizedTest
    @MethodSource({"messages", "meetings"})
    void holds(Property property) {
        property.play();
    }

    static Stream<Property> messages() {
        return Stream.of(
                new Property("HELLO is read as it was written", random -> {
                    var terms = terms(random);
                    var kind = kind(random);
                    boolean exporter = random.nextBoolean();
                    long features = random.nextLong();
                    assertThat(Hello.read(Hello.body(features, terms, kind, exporter)))
                            .isEqualTo(new Hello(1, 1, features, 0, terms, kind, exporter));
                }),
                new Property("CHOICE is read as it was written", random -> {
                    var terms = terms(random);
                    boolean exporter = random.nextBoolean();
                    long features = random.nextLong();
                    assertThat(Choice.read(Choice.body(features, terms, exporter)))
                            .isEqualTo(new Choice(1, features, terms, exporter));
                }),
                new Property("a proof is read as it was written", random -> {
                    byte[] body = proof(random).write();
                    assertThat(Proof.read(body).write()).isEqualTo(body);
                }),
                new Property("a verdict is read as it was written", random -> {
                    byte[] body = Verdict.write(verdict(random), pid(random), instant(random));
                    var fields = ByteBuffer.wrap(body);
                    assertThat(Verdict.write(
                                    Verdict.read(body), fields.getLong(1), Instant.ofEpochMilli(fields.getLong(9))))
                            .isEqualTo(body);
                }),
                new Property("a body that is cut short is malformed, wherever it is cut", random -> {
                    byte[] hello = Hello.body(0, terms(random), kind(random), false);
                    malformed(() -> Hello.read(cut(random, hello)));
                    malformed(() -> Choice.read(cut(random, Choice.body(0, terms(random), false))));
                    malformed(() -> Proof.read(cut(random, proof(random).write())));
                    malformed(() -> Verdict.read(cut(random, Verdict.write(verdict(random), 1, instant(random)))));
                }),
                new Property("what is sealed has nothing behind it", random -> {
                    malformed(() -> Proof.read(longer(random, proof(random).write())));
                    malformed(() -> Verdict.read(longer(random, Verdict.write(verdict(random), 1, instant(random)))));
                }),
                new Property("an extension is passed over, unless it must be understood", random -> {
                    var terms = terms(random);
                    var kind = kind(random);
                    byte[] body = Hello.body(0, terms, kind, false);
                    int type = random.nextInt(256);
                    if (type == Fields.EXPORTER) {
                        return;
                    }
                    byte[] extended = extended(random, body, type);
                    if (type < 128) {
                        assertThat(Hello.read(extended)).isEqualTo(Hello.read(body));
                    } else {
                        malformed(() -> Hello.read(extended));
                    }
                }),
                new Property("features that are required and not offered are malformed", random -> {
                    byte[] body = Hello.body(0, terms(random), kind(random), false);
                    long required = random.nextLong() | 1L << random.nextInt(64);
                    ByteBuffer.wrap(body).putLong(2, ~required).putLong(10, required);
                    malformed(() -> Hello.read(body));
                }),
                new Property("a window that is too small for its messages is malformed", random -> {
                    byte[] body = Choice.body(0, terms(random), false);
                    var fields = ByteBuffer.wrap(body);
                    long least = 4L * fields.getInt(9) + Limits.WINDOW_SLACK;
                    fields.putLong(17, random.nextLong(least));
                    malformed(() -> Choice.read(body));
                    fields.putLong(17, least);
                    assertThat(Choice.read(body).terms().limits().window()).isEqualTo(least);
                }),
                new Property("a message comes out of the inbox as it was sent, however it was cut", random -> {
                    byte[] body = bytes(random, Message.LIMIT - Message.MAGIC_LENGTH - Message.HEADER);
                    var inbox = new Inbox();
                    byte[] sent = Message.first(Message.HELLO, body);
                    Message message = null;
                    for (int at = 0; at < sent.length; ) {
                        int to = Math.min(sent.length, at + 1 + random.nextInt(100));
                        var in = ByteBuffer.wrap(sent, at, to - at);
                        message = inbox.next(in, Message.HELLO);
                        assertThat(in.hasRemaining()).isFalse();
                        assertThat(message == null).isEqualTo(to < sent.length);
                        at = to;
                    }
                    assertThat(message.body()).isEqualTo(body);
                    assertThat(message.asSent()).isEqualTo(sent);
                }),
                new Property("the inbox takes no byte of the next message", random -> {
                    byte[] sent = Message.first(Message.HELLO, bytes(random, 400));
                    var in = ByteBuffer.wrap(longer(random, sent));
                    assertThat(new Inbox().next(in, Message.HELLO)).isNotNull();
                    assertThat(in.position()).isEqualTo(sent.length);
                }),
                new Property("the first byte that cannot be right is refused", random -> {
                    byte[] sent = Message.first(Message.HELLO, new byte[0]);
                    int wrong = random.nextInt(9);
                    sent[wrong] ^= (byte) (1 + random.nextInt(255));
                    malformed(() -> new Inbox().next(ByteBuffer.wrap(sent, 0, wrong + 1), Message.HELLO));
                }),
                new Property("a refusal is an answer that names no byte as it came", random -> {
                    byte[] body = bytes(random, 64);
                    if (body.length == 0) {
                        return;
                    }
                    try {
                        var step = Refusals.read(body, "unix");
                        if (step instanceof DialerHandshake.Step.Failed failed) {
                            assertThat(failed.why().getMessage()).matches("[ -~]*");
                        }
                    } catch (MalformedException e) {
                        assertThat(body[0]).isIn((byte) 2, (byte) 3);
                    }
                }));
    }

    static Stream<Property> meetings() {
        return Stream.of(
                new Property("two with the same secret join, whatever their limits", random -> {
                    byte[] psk = bytes(random, Sha256.LENGTH, Sha256.LENGTH);
                    var dialer = introduction(random, psk);
                    var listener = introduction(random, psk);
                    var duel = new Duel(dialer, listener).play();
                    assertThat(duel.dialerJoined() && duel.seated()).isTrue();
                    var atDialer = ((DialerHandshake.Step.Joined) duel.dialerEnd).agreement();
                    var atListener = ((ListenerHandshake.Step.Seated) duel.listenerEnd).newcomer();
                    assertThat(atDialer.sessionId()).isEqualTo(atListener.sessionId());
                    assertThat(atDialer.peerInstance())
                            .isEqualTo(listener.terms().instance());
                    assertThat(atListener.peerInstance())
                            .isEqualTo(dialer.terms().instance());
                    assertThat(atDialer.peer().pid()).isEqualTo(listener.pid());
                    assertThat(atListener.peer().pid()).isEqualTo(dialer.pid());
                }),
                new Property("it does not matter how their bytes are cut", random -> {
                    byte[] psk = bytes(random, Sha256.LENGTH, Sha256.LENGTH);
                    var duel = new Duel(introduction(random, psk), introduction(random, psk))
                            .inPieces(1 + random.nextInt(200))
                            .play();
                    assertThat(duel.dialerJoined() && duel.seated()).isTrue();
                }),
                new Property("two with different secrets do not join, and both hear why", random -> {
                    var duel = new Duel(
                                    introduction(random, bytes(random, Sha256.LENGTH, Sha256.LENGTH)),
                                    introduction(random, bytes(random, Sha256.LENGTH, Sha256.LENGTH)))
                            .play();
                    assertThat(duel.dialerFailure()).isInstanceOf(AuthenticationException.class);
                    assertThat(duel.rejection()).isEqualTo(Rejection.WRONG_SECRET);
                }),
                new Property("two at different addresses do not join", random -> {
                    byte[] psk = bytes(random, Sha256.LENGTH, Sha256.LENGTH);
                    var duel = new Duel(
                                    introduction(random, psk),
                                    ChannelBinding.of("unix", bytes(random, 32, 32)),
                                    introduction(random, psk),
                                    ChannelBinding.of("unix", bytes(random, 32, 32)))
                            .play();
                    assertThat(duel.dialerFailure()).isInstanceOf(AuthenticationException.class);
                    assertThat(duel.seated()).isFalse();
                }),
                new Property("two on channels of different kinds do not join", random -> {
                    byte[] psk = bytes(random, Sha256.LENGTH, Sha256.LENGTH);
                    var duel = new Duel(
                                    introduction(random, psk),
                                    ChannelBinding.of("a" + kind(random).substring(1)),
                                    introduction(random, psk),
                                    ChannelBinding.of("b" + kind(random).substring(1)))
                            .play();
                    assertThat(duel.dialerFailure()).isInstanceOf(IncompatiblePeerException.class);
                    assertThat(duel.rejection()).isEqualTo(Rejection.CHANNEL);
                }),
                new Property("a busy listener names the one who holds the seat", random -> {
                    byte[] psk = bytes(random, Sha256.LENGTH, Sha256.LENGTH);
                    var holder = new Peer(pid(random), instant(random), Role.CLIENT, 1);
                    var duel = new Duel(introduction(random, psk), introduction(random, psk))
                            .decide(Duel.Verdict.BUSY, holder)
                            .play();
                    assertThat(duel.dialerFailure()).isInstanceOf(PeerBusyException.class);
                    assertThat(((PeerBusyException) duel.dialerFailure())
                                    .holder()
                                    .pid())
                            .isEqualTo(holder.pid());
                }),
                new Property("nobody joins by any one changed byte", random -> {
                    byte[] psk = bytes(random, Sha256.LENGTH, Sha256.LENGTH);
                    int target = random.nextInt(Duel.OPEN + 1);
                    var duel = new Duel(introduction(random, psk), introduction(random, psk))
                            .tamper((flight, bytes) -> flight == target ? changed(random, bytes) : bytes)
                            .play();
                    assertThat(duel.seated()).isFalse();
                }));
    }

    // What chance makes.

    private static Limits limits(Random random) {
        int largest = 1 + random.nextInt(1 << 28) >> random.nextInt(20);
        int message = Math.max(1, largest);
        return new Limits(
                message, 1 + random.nextInt(1 << 20), 4L * message + Limits.WINDOW_SLACK + random.nextInt(1 << 20));
    }

    private static Terms terms(Random random) {
        return new Terms(limits(random), Duration.ofMillis(1 + random.nextLong(0xffff_ffffL)), uuid(random));
    }

    private static UUID uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static Introduction introduction(Random random, byte[] psk) {
        return new Introduction(
                uuid(random),
                pid(random),
                instant(random),
                limits(random),
                Duration.ofMillis(1 + random.nextInt(100_000)),
                psk,
                PayloadEncryption.of(null),
                random.nextBoolean());
    }

    private static long pid(Random random) {
        return 1 + random.nextInt(1 << 22);
    }

    private static Instant instant(Random random) {
        return Instant.ofEpochMilli(random.nextLong(1L << 42));
    }

    private static String kind(Random random) {
        var kind = new StringBuilder();
        for (int i = 1 + random.nextInt(32); i > 0; i--) {
            kind.append((char) ('!' + random.nextInt('~' - '!' + 1)));
        }
        return kind.toString();
    }

    private static Proof proof(Random random) {
        return new Proof(pid(random), instant(random), kind(random), bytes(random, Canary.LONGEST));
    }

    private static Verdict verdict(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Verdict.Joined(pid(random), instant(random), uuid(random), bytes(random, Canary.LONGEST));
            case 1 -> new Verdict.Busy(pid(random), instant(random));
            case 2 -> new Verdict.Encryption(kind(random));
            default -> new Verdict.Closing();
        };
    }

    private static byte[] bytes(Random random, int most) {
        return bytes(random, 0, most);
    }

    private static byte[] bytes(Random random, int least, int most) {
        var bytes = new byte[least + random.nextInt(most - least + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] cut(Random random, byte[] body) {
        return Arrays.copyOf(body, random.nextInt(body.length));
    }

    private static byte[] longer(Random random, byte[] body) {
        return Arrays.copyOf(body, body.length + 1 + random.nextInt(20));
    }

    private static byte[] extended(Random random, byte[] body, int type) {
        byte[] value = bytes(random, 100);
        return ByteBuffer.allocate(body.length + 2 + value.length)
                .put(body)
                .put((byte) type)
                .put((byte) value.length)
                .put(value)
                .array();
    }

    private static byte[] changed(Random random, byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
        return changed;
    }

    /** What reads a body. */
    private interface Reading {
        void run() throws MalformedException;
    }

    private static void malformed(Reading reading) {
        assertThatThrownBy(reading::run).isInstanceOf(MalformedException.class);
    }
}
