package io.simpleipc.benchmarks;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Simple IPC with its defaults. */
final class Ours implements Subject {
    private static final String NAME = "ours";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Closeable echo(Place place) throws IOException {
        return connected(place, place.isUnix() ? 0 : place.pickPort(NAME))::close;
    }

    @Override
    public Caller caller(Place place) throws IOException {
        return new OurCaller(connected(place, place.isUnix() ? 0 : place.port(NAME)));
    }

    /** Both processes run this, as the library's users do. */
    private static Connection connected(Place place, int port) {
        var spec = place.isUnix()
                ? Spec.unix(place.socket(NAME).toString(), place.secret())
                : Spec.tcp(port, place.secret());
        var connection = Connection.builder(spec).onBytes(query -> query).build();
        connection.connect();
        return connection;
    }

    private static final class OurCaller implements Caller {
        private final Connection connection;

        OurCaller(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void call(byte[] payload) {
            int length = connection.query(payload).length;
            if (length != payload.length) {
                throw new IllegalStateException("an answer of " + length + " bytes");
            }
        }

        @Override
        public void keep(int inFlight, byte[] payload, Slice slice) throws Exception {
            var running = new CountDownLatch(inFlight);
            var chains = new Chain[inFlight];
            for (int i = 0; i < inFlight; i++) {
                chains[i] = new Chain(connection, payload, slice, running);
                chains[i].next();
            }
            running.await();
            for (var chain : chains) {
                var failure = chain.failure.get();
                if (failure != null) {
                    throw new IllegalStateException("a query failed", failure);
                }
            }
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** One query after the other, each sent when the answer of the one before is there. */
    private static final class Chain {
        /** Of so many round trips the time of one is kept: the histogram would be a good part of the others. */
        private static final int TIMED = 16;

        private final Connection connection;
        private final byte[] payload;
        private final Slice slice;
        private final CountDownLatch running;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private int answered;

        Chain(Connection connection, byte[] payload, Slice slice, CountDownLatch running) {
            this.connection = connection;
            this.payload = payload;
            this.slice = slice;
            this.running = running;
        }

        void next() {
            long before = System.nanoTime();
            var unused = connection.queryAsync(payload).whenComplete((answer, problem) -> {
                if (problem != null || answer.length != payload.length) {
                    failure.set(problem == null ? new IllegalStateException("a wrong answer") : problem);
                    running.countDown();
                    return;
                }
                long now = System.nanoTime();
                if (answered++ % TIMED == 0) {
                    slice.record(now - before, 1);
                } else {
                    slice.count();
                }
                if (slice.isOver(now)) {
                    running.countDown();
                } else {
                    next();
                }
            });
        }
    }
}
