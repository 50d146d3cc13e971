package io.simpleipc.measure;

import io.simpleipc.BytesHandler;
import io.simpleipc.Connection;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What both of our ends answer: the query's own bytes. A first byte other than zero is an order to do something before.
 * A class of its own and no lambda, since the first lambda of a JVM would be a good part of a cold start.
 */
final class Answers implements BytesHandler {
    /** Ask back so many times, each query within the one before. */
    static final int MOST_NESTED = 60;

    /** Take the time of {@value #SLOW_MILLIS} ms. */
    static final byte SLOW = 101;

    static final long SLOW_MILLIS = 20;

    /** Give no answer for a minute. */
    static final byte HANG = 102;

    /** Ask back, on a thread of its own, for the milliseconds that follow as an int; answered at once. */
    static final byte ASK = 103;

    /** Say how often, as a long behind the order, once that is over. */
    static final byte ASKED = 104;

    private volatile @Nullable Connection connection;
    private volatile CompletableFuture<Long> asked = CompletableFuture.completedFuture(0L);

    /** Where to ask back. */
    void askThrough(Connection value) {
        connection = value;
    }

    @Override
    public byte[] handle(byte[] query) throws InterruptedException {
        return query.length == 0 || query[0] == 0 ? query : carryOut(query);
    }

    private byte[] carryOut(byte[] query) throws InterruptedException {
        byte order = query[0];
        if (order > 0 && order <= MOST_NESTED) {
            var nested = query.clone();
            nested[0]--;
            return required().query(nested);
        }
        switch (order) {
            case SLOW -> TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            case HANG -> TimeUnit.MINUTES.sleep(1);
            case ASK -> ask(ByteBuffer.wrap(query));
            case ASKED -> ByteBuffer.wrap(query).putLong(1, asked.join());
            default -> throw new IllegalArgumentException("no order " + order);
        }
        return query;
    }

    private void ask(ByteBuffer query) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(query.getInt(1));
        byte[] payload = new byte[query.capacity()];
        // Not on this thread: what a handler asks is nested in what it answers, and one that takes so long is slow.
        asked = CompletableFuture.supplyAsync(() -> askFor(nanos, payload), task -> new Thread(task, "asker").start());
    }

    private long askFor(long nanos, byte[] payload) {
        var peer = required();
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < nanos) {
            peer.query(payload);
            count++;
        }
        return count;
    }

    private Connection required() {
        var known = connection;
        if (known == null) {
            throw new IllegalStateException("not connected yet");
        }
        return known;
    }
}
