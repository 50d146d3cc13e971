package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/**
 * Queries that carry a checksum, whatever becomes of the link: {@code milliseconds, threads, in flight of each, largest
 * payload, seed}. The handler checks what it gets, the caller compares what comes back; a query may fail, but never be
 * wrong.
 */
final class Checked {
    static final byte MARK = 1;
    private static final int CHECKSUM = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;
    private final long end;
    private final int threads;
    private final int inFlight;
    private final int largest;
    private final long seed;
    private final AtomicLong right = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    Checked(Connection connection, List<String> args) {
        this.connection = connection;
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args.get(0)));
        threads = Integer.parseInt(args.get(1));
        inFlight = Integer.parseInt(args.get(2));
        largest = Integer.parseInt(args.get(3));
        seed = Long.parseLong(args.get(4));
    }

    /** {@code mark, random bytes, CRC-32 of all before it}. */
    static byte[] payload(Random random, int size) {
        var payload = new byte[1 + size + CHECKSUM];
        random.nextBytes(payload);
        payload[0] = MARK;
        ByteBuffer.wrap(payload).putInt(1 + size, checksum(payload));
        return payload;
    }

    static boolean isIntact(byte[] payload) {
        return payload.length > CHECKSUM
                && ByteBuffer.wrap(payload).getInt(payload.length - CHECKSUM) == checksum(payload);
    }

    private static int checksum(byte[] payload) {
        var crc = new CRC32();
        crc.update(payload, 0, payload.length - CHECKSUM);
        return (int) crc.getValue();
    }

    List<String> run() throws InterruptedException {
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            var random = new Random(seed + i);
            workers[i] = new Thread(() -> query(random), "checked " + i);
            workers[i].start();
        }
        for (var worker : workers) {
            worker.join();
        }
        return List.of("right=" + right, "failed=" + failed, "wrong=" + wrong);
    }

    private void query(Random random) {
        while (System.nanoTime() - end < 0) {
            if (!connection.awaitConnected(PATIENCE)) {
                throw new IllegalStateException("the link did not come back");
            }
            var payloads = new byte[inFlight][];
            var answers = new CompletableFuture<?>[inFlight];
            for (int i = 0; i < inFlight; i++) {
                payloads[i] = payload(random, random.nextInt(largest));
                answers[i] = connection.queryAsync(payloads[i]);
            }
            for (int i = 0; i < inFlight; i++) {
                count(payloads[i], answers[i]);
            }
        }
    }

    private void count(byte[] payload, CompletableFuture<?> answer) {
        try {
            boolean same = Arrays.equals(payload, (byte[]) answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            (same ? right : wrong).incrementAndGet();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof IpcException)) {
                throw new IllegalStateException(e);
            }
            failed.incrementAndGet();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("a query did not end", e);
        }
    }
}
