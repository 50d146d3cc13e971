package io.simpleipc.transport.tls;

import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.Transport;
import io.simpleipc.testkit.BlockingPipe;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Certificates, specs and pipes for the tests. */
final class Pairs {
    static final Tls OURS = fresh();
    static final Tls THEIRS = fresh();

    private Pairs() {}

    static Tls fresh() {
        try {
            var directory = Files.createTempDirectory("ipc-tls-test");
            var tls = Certificates.selfSigned(
                    directory.resolve("server.crt"), directory.resolve("server.key"), Duration.ofDays(2));
            for (var path : List.of(directory, tls.certificate(), tls.key())) {
                path.toFile().deleteOnExit(); // the last one first
            }
            return tls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Spec.Builder spec(String type, String address, Tls tls) {
        return Spec.of(type, address, "secret").toBuilder().tls(tls);
    }

    /** The layer over a transport, as the engine resolves it, but for options of its own. */
    static Transport over(Transport carrier) {
        return new Transport() {
            @Override
            public Set<String> types() {
                return Set.of("tls+" + carrier.types().iterator().next());
            }

            @Override
            public Endpoint endpoint(Spec spec) {
                var beneath = spec.toBuilder()
                        .tls(null)
                        .type(spec.type().substring("tls+".length()))
                        .build();
                return new TlsTransport().endpoint(spec, carrier.endpoint(beneath));
            }
        };
    }

    /** The TLS end over a pipe. */
    static Pipe end(Pipe carrier, Tls tls, boolean dialled) throws IOException {
        var settings = new TlsSettings(PemFiles.read(tls), tls.allowTls12());
        var tasks = new DelegatedTasks("test " + UUID.randomUUID());
        return dialled
                ? new TlsPipe(carrier, settings.engine(true), tasks)
                : new AcceptedPipe(carrier, settings::engine, tasks);
    }

    /** What runs beside the test. */
    interface Work<T> {
        T run() throws Exception;
    }

    static <T> CompletableFuture<T> beside(Work<T> work) {
        var done = new CompletableFuture<T>();
        var thread = new Thread(
                () -> {
                    try {
                        done.complete(work.run());
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                },
                "beside");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Both ends through their handshake: a byte there and a byte back. */
    static void greet(BlockingPipe listener, BlockingPipe dialler) throws Exception {
        var answer = beside(() -> {
            dialler.write(new byte[] {1});
            return dialler.read(1);
        });
        listener.read(1);
        listener.write(new byte[] {2});
        get(answer);
    }

    static MemoryPipe.Pair memory(int capacity) throws IOException {
        return MemoryPipe.pair(capacity, ChannelBinding.of("memory"));
    }
}
