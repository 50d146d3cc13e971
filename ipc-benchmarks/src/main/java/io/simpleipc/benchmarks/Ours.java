package io.simpleipc.benchmarks;

import io.simpleipc.Connection;
import io.simpleipc.Encryption;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import io.simpleipc.transport.tls.Certificates;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Simple IPC with its defaults; with AES-256-GCM; within TLS 1.3. */
enum Ours implements Subject {
    PLAIN("ours"),
    AES("ours+aes"),
    TLS("ours+tls");

    private final String label;

    Ours(String label) {
        this.label = label;
    }

    /** The first one writes key and certificate, of which the other process has the copy. */
    @Override
    public Closeable echo(Place place) throws IOException {
        if (this == AES) {
            try (var key = EncryptionKey.generate()) {
                key.writeTo(place.file("encryption.key"));
            }
        } else if (this == TLS) {
            Certificates.selfSigned(place.file("tls.crt"), place.file("tls.key"), Duration.ofDays(1));
        }
        return connected(place, place.isUnix() ? 0 : place.pickPort(label))::close;
    }

    @Override
    public Caller caller(Place place) throws IOException {
        return new OurCaller(connected(place, place.isUnix() ? 0 : place.port(label)));
    }

    /** Both processes run this, as the library's users do. */
    private Connection connected(Place place, int port) {
        var spec = place.isUnix()
                ? Spec.unix(place.socket(label).toString(), place.secret())
                : Spec.tcp(port, place.secret());
        var builder = Connection.builder(spec).onBytes(query -> query);
        if (this == AES) {
            builder.encryption(Encryption.of("aes-256-gcm")
                    .with("keyFile", place.file("encryption.key").toString()));
        } else if (this == TLS) {
            builder.tls(Tls.of(place.file("tls.crt"), place.file("tls.key")));
        }
        var connection = builder.build();
        connection.connect();
        return connection;
    }

    @Override
    public String label() {
        return label;
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
