package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.PeerOverloadedException;
import io.simpleipc.QueryContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The handler of every worker. Bytes that start with a zero come back as they are; everything else is text: what to do,
 * a colon, and an argument.
 */
final class Answers {
    private final Supplier<Connection> connection;
    private final Set<String> ran = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger wrongQueries = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(1);
    private volatile LedgerBook book;

    Answers(Supplier<Connection> connection) {
        this.connection = connection;
    }

    byte[] bytes(byte[] query) throws Exception {
        handled.incrementAndGet();
        if (query.length == 0 || query[0] == 0) {
            return query;
        }
        if (query[0] == Checked.MARK) {
            if (!Checked.isIntact(query)) {
                wrongQueries.incrementAndGet();
            }
            return query;
        }
        var answer = text(new String(query, StandardCharsets.UTF_8));
        return answer == null ? null : answer.getBytes(StandardCharsets.UTF_8);
    }

    String text(String query) throws Exception {
        running.incrementAndGet();
        try {
            int colon = query.indexOf(':');
            return colon < 0 ? answer(query, "") : answer(query.substring(0, colon), query.substring(colon + 1));
        } finally {
            running.decrementAndGet();
        }
    }

    private String answer(String what, String argument) throws Exception {
        switch (what) {
            case "echo":
                return argument;
            case "pid":
                return String.valueOf(ProcessHandle.current().pid());
            case "thread":
                return Thread.currentThread().getName();
            case "empty":
                return "";
            case "null":
                return null;
            case "size":
                return "x".repeat(Integer.parseInt(argument));
            case "sleep":
                Thread.sleep(Long.parseLong(argument));
                return "slept";
            case "nest":
                return nest(Integer.parseInt(argument));
            case "block":
                ran.add(argument);
                gate.await();
                return "released";
            case "ran":
                return String.valueOf(ran.contains(argument));
            case "until-cancelled":
                return untilCancelled();
            case "remaining":
                return String.valueOf(QueryContext.current().remaining().toMillis());
            case "throw":
                throw new IllegalArgumentException(argument);
            case "error":
                throw new AssertionError(argument);
            case "overflow":
                return overflow(0);
            case "memory":
                return String.valueOf(new byte[Integer.MAX_VALUE].length);
            case "close":
                connection.get().close();
                return "closed";
            case "ledger":
                return book.execute(argument, gate);
            case "exit":
                System.exit(Integer.parseInt(argument));
                return "not reached";
            case "halt":
                Runtime.getRuntime().halt(3);
                return "not reached";
            default:
                return what;
        }
    }

    /** Asks back and forth: nest:3 is answered "3>2>1>0", each number by the other side than the one before it. */
    private String nest(int depth) {
        if (depth == 0) {
            return "0";
        }
        try {
            return depth + ">" + connection.get().query("nest:" + (depth - 1));
        } catch (PeerOverloadedException e) {
            return depth + ">overloaded " + e.outcome();
        } catch (IpcException e) {
            throw new IllegalStateException("nest:" + depth + " met " + e, e);
        }
    }

    private String untilCancelled() throws InterruptedException {
        var context = QueryContext.current();
        while (!context.isCancelled()) {
            Thread.sleep(2);
        }
        return "nobody hears this";
    }

    /** Runs out of stack long before it runs out of numbers. */
    private static String overflow(int depth) {
        return depth == Integer.MAX_VALUE ? "" : overflow(depth + 1) + depth;
    }

    /** From now on ledger queries are written there. */
    void keep(LedgerBook kept) throws IOException {
        var former = book;
        book = kept;
        if (former != null) {
            former.close();
        }
    }

    /** Lets every blocked handler go, those to come too. */
    void release() {
        gate.countDown();
    }

    /** Forgets everything and blocks again. */
    void reset() {
        release();
        gate = new CountDownLatch(1);
        ran.clear();
        handled.set(0);
    }

    boolean hasRun(String id) {
        return ran.contains(id);
    }

    int running() {
        return running.get();
    }

    /** How many queries have come so far. */
    int handled() {
        return handled.get();
    }

    /** How many queries with a checksum had a wrong one. */
    int wrongQueries() {
        return wrongQueries.get();
    }
}
