package io.simpleipc.internal.session;

import io.simpleipc.internal.lifecycle.flight.Recorder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What being watched costs each query while nobody watches: the counts that a snapshot adds up, and asking for JFR. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountsBenchmark {
    private final Recorder recorder = Recorder.at("nowhere");
    private final Arrivals arrivals = new Arrivals();
    private final Tally tally = new Tally();
    private long sent;
    private long nanos;

    /** The side that asks: nobody records, one more was given to the link, its answer has come after so long. */
    @Benchmark
    public boolean asking() {
        boolean recorded = recorder.records();
        sent++;
        arrivals.answer();
        tally.tookRoundTrip(nanos++);
        return recorded;
    }

    /** The side that answers: one more has come, and a handler has answered. */
    @Benchmark
    public long answering() {
        arrivals.query();
        tally.answeredInquiry();
        return sent;
    }
}
