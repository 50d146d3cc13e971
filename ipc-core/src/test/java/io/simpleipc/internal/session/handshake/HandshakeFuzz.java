package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simpleipc.IpcException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages of the handshake by chance, in both roles and at each stage: nobody joins who cannot prove the secret, all
 * failures are typed, no answer is longer than a message, it does not matter how the bytes were cut, and what was decoded
 * is decoded the same when it is written again. The input: one byte that says at which stage, one that says how to cut,
 * then what the other side sends.
 */
class HandshakeFuzz {
    private static final Introduction DIALER = Fixtures.dialer(Fixtures.SECRET, null);
    private static final Introduction LISTENER = Fixtures.listener(Fixtures.SECRET, null);
    private static final List<byte[]> FLIGHTS = flights();

    private static List<byte[]> flights() {
        try {
            return List.copyOf(Duel.ofFriends().play().flights);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest(maxDuration = "1h")
    void whatTheOtherSideSends(byte[] data) throws GeneralSecurityException {
        if (data.length < 2) {
            return;
        }
        int most = 1 + Byte.toUnsignedInt(data[1]);
        byte[] bytes = Arrays.copyOfRange(data, 2, data.length);
        play(data[0] & 7, bytes, most);
    }

    private static void play(int stage, byte[] bytes, int most) throws GeneralSecurityException {
        switch (stage) {
            case 0 -> assertSame(toListener(false, bytes, bytes.length), toListener(false, bytes, most));
            case 1 -> assertSame(toListener(true, bytes, bytes.length), toListener(true, bytes, most));
            case 2 -> assertSame(toDialer(false, bytes, bytes.length), toDialer(false, bytes, most));
            case 3 -> assertSame(toDialer(true, bytes, bytes.length), toDialer(true, bytes, most));
            case 4 -> clear(bytes);
            case 5 -> sealed(bytes);
            case 6 -> proof(bytes);
            default -> verdict(bytes);
        }
    }

    private static void assertSame(List<String> whole, List<String> inPieces) {
        assertThat(inPieces).isEqualTo(whole);
    }

    /** A stranger who has not the secret, or one who comes in after somebody else's HELLO. */
    private static List<String> toListener(boolean welcomed, byte[] bytes, int most) throws GeneralSecurityException {
        var listener = new ListenerHandshake(LISTENER, () -> Fixtures.UNIX, Fixtures.fixed(2));
        if (welcomed) {
            listener.receive(ByteBuffer.wrap(FLIGHTS.get(Duel.HELLO)));
            listener.welcome();
        }
        boolean knows = welcomed && startsWith(bytes, FLIGHTS.get(Duel.NOISE2)); // the replay of a recording
        var steps = new ArrayList<String>();
        var in = new Pieces(bytes, most);
        while (in.hasMore()) {
            var step = listener.receive(in.more());
            if (step instanceof ListenerHandshake.Step.More) {
                assertThat(in.isTaken()).isTrue();
                continue;
            }
            steps.add(step.getClass().getSimpleName());
            if (step instanceof ListenerHandshake.Step.Rejected rejected) {
                steps.add(rejected.why().name());
                assertThat(rejected.answer()).hasSizeLessThanOrEqualTo(Message.LIMIT);
                break;
            }
            if (step instanceof ListenerHandshake.Step.Knock) {
                listener.welcome();
            } else {
                assertThat(knows).isTrue();
                break;
            }
        }
        listener.wipe();
        return steps;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(start, Arrays.copyOf(bytes, start.length));
    }

    /** A program at the address that has not the secret, or one that goes on where somebody else's WELCOME ended. */
    private static List<String> toDialer(boolean welcomed, byte[] bytes, int most) {
        var dialer = new DialerHandshake(DIALER, Fixtures.UNIX, Fixtures.fixed(1));
        if (welcomed) {
            dialer.receive(ByteBuffer.wrap(FLIGHTS.get(Duel.WELCOME)));
        }
        var steps = new ArrayList<String>();
        var in = new Pieces(bytes, most);
        while (in.hasMore()) {
            var step = dialer.receive(in.more());
            if (step instanceof DialerHandshake.Step.More) {
                assertThat(in.isTaken()).isTrue();
                continue;
            }
            steps.add(step.getClass().getSimpleName());
            if (step instanceof DialerHandshake.Step.Joined) {
                assertThat(startsWith(bytes, FLIGHTS.get(Duel.VERDICT)) && welcomed)
                        .isTrue();
                break;
            }
            if (step instanceof DialerHandshake.Step.Failed failed) {
                steps.add(withoutBytes(failed.why()));
                break;
            }
            if (step instanceof DialerHandshake.Step.TryAgain) {
                break;
            }
        }
        dialer.wipe();
        return steps;
    }

    /** Of another protocol as much is shown as has come by then, which is up to how it was cut. */
    private static String withoutBytes(IpcException why) {
        assertThat(why.getMessage()).hasSizeLessThan(1_000).matches("[ -~]*");
        return why.getClass().getSimpleName() + ": "
                + why.getMessage()
                        .replaceAll("it says \".*\"", "it says")
                        .replaceAll("it speaks TLS.*type\\)", "it says");
    }

    /** What is said in the clear, body by body. */
    private static void clear(byte[] bytes) {
        try {
            var hello = Hello.read(bytes);
            var again = Hello.read(
                    Hello.body(hello.offeredFeatures(), hello.terms(), hello.channelKind(), hello.exporter()));
            assertThat(again.offeredFeatures()).isEqualTo(hello.offeredFeatures());
            assertThat(again.terms()).isEqualTo(hello.terms());
            assertThat(again.channelKind()).isEqualTo(hello.channelKind());
            assertThat(again.exporter()).isEqualTo(hello.exporter());
            assertThat(hello.lowest() <= hello.highest()).isEqualTo(versions(bytes));
        } catch (MalformedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(100);
        }
        try {
            var choice = Choice.read(bytes);
            var again = Choice.read(Choice.body(choice.features(), choice.terms(), choice.exporter()));
            assertThat(again.features()).isEqualTo(choice.features());
            assertThat(again.terms()).isEqualTo(choice.terms());
            assertThat(again.exporter()).isEqualTo(choice.exporter());
        } catch (MalformedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(100);
        }
        try {
            var step = Refusals.read(bytes, "unix");
            assertThat(step).isInstanceOfAny(DialerHandshake.Step.Failed.class, DialerHandshake.Step.TryAgain.class);
            if (step instanceof DialerHandshake.Step.Failed failed) {
                withoutBytes(failed.why());
            }
        } catch (MalformedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(100);
        }
    }

    private static boolean versions(byte[] bytes) {
        try {
            Hello.speaksOurVersion(bytes);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    /** What is said sealed, opened. */
    private static void sealed(byte[] bytes) {
        try {
            assertThat(Proof.read(bytes).write()).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(100);
        }
        try {
            var fields = ByteBuffer.wrap(bytes);
            var verdict = Verdict.read(bytes);
            long pid = fields.getLong(1);
            var written = Verdict.write(verdict, pid, Instant.ofEpochMilli(fields.getLong(9)));
            if (verdict instanceof Verdict.Joined) {
                fields.putLong(33, 0); // reserved: read over, and written as zero
            }
            assertThat(written).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(100);
        }
    }

    /** Somebody has the secret, and seals nonsense with it for the listener: a proof. */
    private static void proof(byte[] plain) throws GeneralSecurityException {
        if (plain.length > Message.LIMIT - Message.HEADER - Noise.OVERHEAD) {
            return;
        }
        var listener = new ListenerHandshake(LISTENER, () -> Fixtures.UNIX, Fixtures.fixed(2));
        listener.receive(ByteBuffer.wrap(FLIGHTS.get(Duel.HELLO)));
        listener.welcome();
        var step = listener.receive(
                ByteBuffer.wrap(Message.next(Message.NOISE2, dialling().writeSecond(plain))));
        if (step instanceof ListenerHandshake.Step.Rejected rejected) {
            assertThat(rejected.why()).isIn(Rejection.MALFORMED, Rejection.ENCRYPTION);
        } else {
            assertThat(step).isInstanceOf(ListenerHandshake.Step.Proved.class);
            assertThat(listener.joined()).hasSizeLessThanOrEqualTo(Message.LIMIT);
        }
        listener.wipe();
    }

    /** Somebody has the secret, and seals nonsense with it for the dialler: a verdict. */
    private static void verdict(byte[] plain) throws GeneralSecurityException {
        if (plain.length > Message.LIMIT - Message.HEADER - 16) {
            return;
        }
        var keys = listening().split();
        var dialer = new DialerHandshake(DIALER, Fixtures.UNIX, Fixtures.fixed(1));
        dialer.receive(ByteBuffer.wrap(FLIGHTS.get(Duel.WELCOME)));
        var sealed = Message.next(Message.VERDICT, keys.fromInitiator.seal(new byte[0], plain));
        var step = dialer.receive(ByteBuffer.wrap(sealed));
        if (step instanceof DialerHandshake.Step.Failed failed) {
            withoutBytes(failed.why());
        } else {
            assertThat(step).isInstanceOfAny(DialerHandshake.Step.Joined.class, DialerHandshake.Step.TryAgain.class);
        }
        dialer.wipe();
    }

    private static Noise dialling() throws GeneralSecurityException {
        var noise = DIALER.noise(prologue(), Fixtures.fixed(1).ephemeral());
        noise.readFirst(noise1());
        return noise;
    }

    private static Noise listening() throws GeneralSecurityException {
        var noise = LISTENER.noise(prologue(), Fixtures.fixed(2).ephemeral());
        noise.writeFirst(new byte[0]);
        var noise2 = FLIGHTS.get(Duel.NOISE2);
        noise.readSecond(Arrays.copyOfRange(noise2, Message.HEADER, noise2.length));
        return noise;
    }

    private static byte[] prologue() {
        return Transcript.prologue(FLIGHTS.get(Duel.HELLO), choice(), Fixtures.UNIX, false);
    }

    private static byte[] choice() {
        var welcome = FLIGHTS.get(Duel.WELCOME);
        return Arrays.copyOf(welcome, welcome.length - Message.HEADER - Noise.OVERHEAD);
    }

    private static byte[] noise1() {
        var welcome = FLIGHTS.get(Duel.WELCOME);
        return Arrays.copyOfRange(welcome, welcome.length - Noise.OVERHEAD, welcome.length);
    }

    /** Bytes as they come: what was not taken is there again, with more behind it. */
    private static final class Pieces {
        private final ByteBuffer in;
        private final int most;

        Pieces(byte[] bytes, int most) {
            this.in = ByteBuffer.wrap(bytes).limit(0);
            this.most = most;
        }

        boolean hasMore() {
            return in.position() < in.capacity();
        }

        ByteBuffer more() {
            return in.limit(Math.min(in.capacity(), in.limit() + most));
        }

        boolean isTaken() {
            return !in.hasRemaining();
        }
    }
}
