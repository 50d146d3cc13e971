package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A number of threads, each of which sends one query after the other and waits for its answer.
 *
 * @param threads how many
 * @param virtual whether they are virtual ones
 */
record CallingThreads(int threads, boolean virtual) implements Sliced {
    @Override
    public String name() {
        return (virtual ? "vthreads" : "threads") + threads;
    }

    @Override
    public String title() {
        return threads + (virtual ? " virtual" : "") + " threads, each with one query of 64 bytes after the other";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Raw.BLOCKING);
    }

    @Override
    public boolean suits(Subject peer) {
        return peer.abilities().contains(Subject.Ability.THREADS);
    }

    @Override
    public boolean hasOwnThreads() {
        return true;
    }

    @Override
    public List<Figure> columns() {
        return Columns.RATE;
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        ThreadFactory factory = virtual ? VirtualThreads.factory() : Thread::new;
        var failure = new AtomicReference<Exception>();
        var started = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            var own = caller.another(i, payload.length);
            var thread = factory.newThread(() -> {
                try {
                    Sequential.ask(own, payload, slice);
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
            });
            started.add(thread);
        }
        started.forEach(Thread::start);
        for (var thread : started) {
            thread.join();
        }
        var first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
