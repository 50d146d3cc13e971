package io.simpleipc.internal.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The table of open queries: a place taken, a call put in, found and taken out. More threads with {@code -t}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PendingCallsBenchmark {
    private static final int PLACES = 1_024;

    /** It takes a session for calls that are withdrawn or resumed only. */
    private static final Session NONE = null;

    private static final AnswerFuture ANSWER = new AnswerFuture(NONE, 0, 0, 0, 0, Duration.ofDays(1));

    /** How many other queries are open. */
    @Param({"0", "63"})
    public int others;

    private PendingCalls pending = new PendingCalls(PLACES);

    /** The id of the one call of a thread. */
    @State(Scope.Thread)
    public static class Own {
        private final long id = 1_000 + Thread.currentThread().getId() * PLACES;
    }

    /** Puts the others in. */
    @Setup
    public void fill() {
        pending = new PendingCalls(PLACES);
        for (int i = 1; i <= others; i++) {
            add(i);
        }
    }

    /** What one query does there. */
    @Benchmark
    public Object addFindRemove(Own own) {
        add(own.id);
        var found = pending.get(own.id);
        pending.remove(own.id);
        return found;
    }

    private void add(long id) {
        if (!pending.tryReserve(0)) {
            throw new IllegalStateException("no place");
        }
        var call = Call.of(ANSWER, NONE, 0, 0);
        call.moveTo(NONE, id);
        pending.add(call);
    }
}
