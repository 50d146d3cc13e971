package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One query after the other, while other threads ask for something that takes long.
 *
 * @param load what the others ask for
 */
record Beside(Load load) implements Sliced {
    /** What is asked for at the same time. */
    enum Load {
        /** Handlers that take 20 ms; a bare socket is measured without. */
        SLOW("beside-slow", "handlers that take 20 ms, on four threads", 4, SMALL),
        /** Echoes of 16 MiB; a bare socket has another beside it. */
        LARGE("beside-large", "an echo of 16 MiB after the other", 1, 16 << 20);

        private final String text;
        private final String title;
        private final int threads;
        private final int bytes;

        Load(String text, String title, int threads, int bytes) {
            this.text = text;
            this.title = title;
            this.threads = threads;
            this.bytes = bytes;
        }
    }

    @Override
    public String name() {
        return load.text;
    }

    @Override
    public String title() {
        return "one query of 64 bytes after the other, beside " + load.title;
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Raw.BLOCKING);
    }

    @Override
    public int warmUpTrips() {
        return 1_000;
    }

    @Override
    public int slicesLonger() {
        return 4;
    }

    @Override
    public boolean hasOwnThreads() {
        return true;
    }

    @Override
    public List<Figure> columns() {
        return Columns.TIMES;
    }

    @Override
    public List<Turn> turns(List<Subject> subjects) {
        return subjects.stream()
                .map(subject -> new Turn(
                        subject.label(),
                        subject,
                        load == Load.SLOW && !(subject instanceof Ours) ? Sequential::ask : this::run))
                .toList();
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        var heavy = new byte[load.bytes];
        heavy[0] = load == Load.SLOW ? Answers.SLOW : 0;
        var failure = new AtomicReference<Exception>();
        var others = new ArrayList<Thread>();
        for (int i = 0; i < load.threads; i++) {
            var other = caller.another(i, heavy.length);
            var thread = new Thread(
                    () -> {
                        try {
                            while (!slice.isOver(System.nanoTime())) {
                                Sequential.expect(heavy, other.call(heavy));
                            }
                        } catch (Exception e) {
                            failure.compareAndSet(null, e);
                        }
                    },
                    name());
            others.add(thread);
            thread.start();
        }
        Sequential.ask(caller, payload, slice);
        for (var thread : others) {
            thread.join();
        }
        var first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
