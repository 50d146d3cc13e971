package io.simpleipc.internal.session.handshake;

import io.simpleipc.Peer;
import io.simpleipc.spi.ChannelBinding;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Both halves of the handshake against each other, without a clock or a channel, and somebody who may sit in between. */
final class Duel {
    /** The flights, in order: what one side sends before it hears from the other. */
    static final int HELLO = 0;

    static final int WELCOME = 1;
    static final int NOISE2 = 2;
    static final int VERDICT = 3;
    static final int OPEN = 4;

    enum Verdict {
        JOINED,
        BUSY,
        CLOSING,
        OVERLOADED
    }

    private final DialerHandshake dialer;
    private final ListenerHandshake listener;
    private BiFunction<Integer, byte[], byte[]> onTheWay = (flight, bytes) -> bytes;
    private int pieces = Integer.MAX_VALUE;
    private Verdict decision = Verdict.JOINED;
    private @Nullable Peer holder;

    final List<byte[]> flights = new ArrayList<>(); // as sent
    DialerHandshake.@Nullable Step dialerEnd; // null = still waits for bytes
    ListenerHandshake.@Nullable Step listenerEnd;

    Duel(Introduction dialer, Introduction listener) {
        this(dialer, Fixtures.UNIX, listener, Fixtures.UNIX);
    }

    Duel(Introduction dialer, ChannelBinding dialerBinding, Introduction listener, ChannelBinding listenerBinding) {
        this(
                new DialerHandshake(dialer, dialerBinding, Fixtures.fixed(1)),
                new ListenerHandshake(listener, () -> listenerBinding, Fixtures.fixed(2)));
    }

    Duel(DialerHandshake dialer, ListenerHandshake listener) {
        this.dialer = dialer;
        this.listener = listener;
    }

    /** A plain pair that agrees in everything. */
    static Duel ofFriends() {
        return new Duel(Fixtures.dialer(Fixtures.SECRET, null), Fixtures.listener(Fixtures.SECRET, null));
    }

    /** The same with keys that are new each time, as in real life. */
    static Duel ofFriendsWithFreshKeys() {
        return new Duel(
                new DialerHandshake(Fixtures.dialer(Fixtures.SECRET, null), Fixtures.UNIX, Randomness.SECURE),
                new ListenerHandshake(
                        Fixtures.listener(Fixtures.SECRET, null), () -> Fixtures.UNIX, Randomness.SECURE));
    }

    /** Has somebody in between change what is sent: flight number and bytes in, bytes out. */
    Duel tamper(BiFunction<Integer, byte[], byte[]> change) {
        onTheWay = change;
        return this;
    }

    /** Has everything arrive in pieces of so many bytes. */
    Duel inPieces(int length) {
        pieces = length;
        return this;
    }

    Duel decide(Verdict verdict, @Nullable Peer seatHolder) {
        decision = verdict;
        holder = seatHolder;
        return this;
    }

    Duel play() throws GeneralSecurityException {
        byte[] sent = hello();
        for (int flight = HELLO; sent.length > 0; flight++) {
            flights.add(sent);
            sent = hears(flight, onTheWay.apply(flight, sent));
        }
        return this;
    }

    /** The first flight, for whoever carries them by hand. */
    byte[] hello() {
        return dialer.hello();
    }

    /** Delivers a flight to the side that it is for; returns the next one, empty if there is none. */
    byte[] hears(int flight, byte[] bytes) throws GeneralSecurityException {
        return flight % 2 == 0 ? listen(bytes) : dial(bytes); // they take turns, and the dialler begins
    }

    boolean seated() {
        return listenerEnd instanceof ListenerHandshake.Step.Seated;
    }

    boolean dialerJoined() {
        return dialerEnd instanceof DialerHandshake.Step.Joined;
    }

    /** What the dialler's user gets to see. */
    Throwable dialerFailure() {
        if (dialerEnd instanceof DialerHandshake.Step.Failed failed) {
            return failed.why();
        }
        if (dialerEnd instanceof DialerHandshake.Step.TryAgain again) {
            return again.why();
        }
        throw new AssertionError("the dialler did not fail: " + dialerEnd);
    }

    Rejection rejection() {
        if (listenerEnd instanceof ListenerHandshake.Step.Rejected rejected) {
            return rejected.why();
        }
        throw new AssertionError("the listener did not reject: " + listenerEnd);
    }

    private byte[] listen(byte[] bytes) throws GeneralSecurityException {
        var answer = ByteBuffer.allocate(2048);
        for (var piece : cut(bytes)) {
            while (piece.hasRemaining() && listenerEnd == null) {
                var step = listener.receive(piece);
                if (step instanceof ListenerHandshake.Step.Knock) {
                    answer.put(decision == Verdict.OVERLOADED ? listener.overloaded() : listener.welcome());
                    listenerEnd = decision == Verdict.OVERLOADED ? step : null;
                } else if (step instanceof ListenerHandshake.Step.Proved) {
                    answer.put(verdict());
                } else if (step instanceof ListenerHandshake.Step.Rejected rejected) {
                    answer.put(rejected.answer());
                    listenerEnd = step;
                } else if (step instanceof ListenerHandshake.Step.Seated) {
                    listenerEnd = step;
                }
            }
        }
        return taken(answer);
    }

    private byte[] verdict() throws GeneralSecurityException {
        if (decision == Verdict.BUSY && holder != null) {
            return listener.busy(holder);
        }
        return decision == Verdict.CLOSING ? listener.closing() : listener.joined();
    }

    private byte[] dial(byte[] bytes) {
        var answer = ByteBuffer.allocate(2048);
        for (var piece : cut(bytes)) {
            while (piece.hasRemaining() && dialerEnd == null) {
                var step = dialer.receive(piece);
                if (step instanceof DialerHandshake.Step.Send send) {
                    answer.put(send.bytes());
                } else if (step instanceof DialerHandshake.Step.Joined joined) {
                    answer.put(joined.open());
                    dialerEnd = step;
                } else if (step instanceof DialerHandshake.Step.Failed failed) {
                    answer.put(failed.lastWords());
                    dialerEnd = step;
                } else if (step instanceof DialerHandshake.Step.TryAgain) {
                    dialerEnd = step;
                }
            }
        }
        return taken(answer);
    }

    private List<ByteBuffer> cut(byte[] bytes) {
        var cut = new ArrayList<ByteBuffer>();
        for (int from = 0; from < bytes.length; from += Math.min(pieces, bytes.length - from)) {
            cut.add(ByteBuffer.wrap(bytes, from, Math.min(pieces, bytes.length - from))
                    .slice());
        }
        return cut;
    }

    private static byte[] taken(ByteBuffer buffer) {
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
