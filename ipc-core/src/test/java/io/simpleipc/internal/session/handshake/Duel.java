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
        this.dialer = new DialerHandshake(dialer, dialerBinding, Fixtures.fixed(1));
        this.listener = new ListenerHandshake(listener, () -> listenerBinding, Fixtures.fixed(2));
    }

    /** A plain pair that agrees in everything. */
    static Duel ofFriends() {
        return new Duel(Fixtures.dialer(Fixtures.SECRET, null), Fixtures.listener(Fixtures.SECRET, null));
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
        byte[] toListener = carry(dialer.hello());
        while (toListener.length > 0) {
            byte[] toDialer = listen(toListener);
            toListener = toDialer.length > 0 ? dial(carry(toDialer)) : new byte[0];
            toListener = toListener.length > 0 ? carry(toListener) : toListener;
        }
        return this;
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

    private byte[] carry(byte[] bytes) {
        flights.add(bytes);
        return onTheWay.apply(flights.size() - 1, bytes);
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
