package io.simpleipc.internal.session;

import io.simpleipc.BytesHandler;
import io.simpleipc.IpcException;
import io.simpleipc.MessageHandler;
import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Two sessions over one in-memory pipe, as if a handshake had joined them. */
final class SessionPair implements AutoCloseable {
    static final EngineLog LOG = new EngineLog(LoggerFactory.getLogger(SessionPair.class));
    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration LONG = Duration.ofSeconds(20);

    /** One of the two. */
    static final class Side {
        final Workers workers;
        final Session session;
        final CompletableFuture<IpcException> ended = new CompletableFuture<>();

        /** Its session is not started yet. */
        Side(
                Role role,
                Pipe pipe,
                Spec spec,
                @Nullable BytesHandler onQuery,
                @Nullable MessageHandler onMessage,
                @Nullable Executor executor) {
            this(role, new Workers(executor, role + " test", LOG), pipe, spec, onQuery, onMessage, false);
        }

        Side(
                Role role,
                Workers workers,
                Pipe pipe,
                Spec spec,
                @Nullable BytesHandler onQuery,
                @Nullable MessageHandler onMessage,
                boolean resumes) {
            this.workers = workers;
            var limits = new Limits(
                    spec.maxMessageSize(), spec.maxInFlight(), spec.maxBufferedBytes() + Limits.WINDOW_SLACK);
            var peerRole = role == Role.SERVER ? Role.CLIENT : Role.SERVER;
            var agreement = new Agreement(
                    new Peer(4711, Instant.EPOCH, peerRole, 1),
                    role,
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    limits,
                    spec.queryTimeout(),
                    resumes,
                    Seal.NONE);
            var handlers = new Handlers(onQuery == null ? null : onQuery::handle, onMessage);
            session = Session.of(
                    new Dialer.Joined(pipe, agreement, ByteBuffer.allocate(0)),
                    new SessionSettings(
                            spec, limits, handlers, workers, LOG, new Resumption(), new Tally(), "memory:test"),
                    (ended, cause) -> this.ended.complete(cause),
                    Thread::new);
        }
    }

    final Side server;
    final Side client;

    private SessionPair(Side server, Side client) {
        this.server = server;
        this.client = client;
        server.session.start();
        client.session.start();
    }

    /** What the two sides do; set before {@link #start}. */
    static final class Script {
        private Spec spec = Spec.of("memory", "test", "secret");
        private @Nullable BytesHandler onServer = query -> query;
        private @Nullable BytesHandler onClient = query -> query;
        private @Nullable MessageHandler onMessage;
        private @Nullable Executor serversExecutor;
        private UnaryOperator<Pipe> clientPipe = UnaryOperator.identity();

        Script spec(UnaryOperator<Spec.Builder> change) {
            spec = change.apply(spec.toBuilder()).build();
            return this;
        }

        Script timeout(Duration timeout) {
            return spec(builder -> builder.queryTimeout(timeout));
        }

        Script onServer(@Nullable BytesHandler handler) {
            onServer = handler;
            return this;
        }

        Script onClient(@Nullable BytesHandler handler) {
            onClient = handler;
            return this;
        }

        Script onMessageAtServer(MessageHandler handler) {
            onMessage = handler;
            return this;
        }

        Script serversExecutor(Executor executor) {
            serversExecutor = executor;
            return this;
        }

        Script clientPipe(UnaryOperator<Pipe> wrapping) {
            clientPipe = wrapping;
            return this;
        }

        SessionPair start() throws IOException {
            var pipes = MemoryPipe.pair(256 << 10, ChannelBinding.of("memory"));
            return new SessionPair(
                    new Side(Role.SERVER, pipes.one(), spec, onServer, onMessage, serversExecutor),
                    new Side(Role.CLIENT, clientPipe.apply(pipes.other()), spec, onClient, null, null));
        }
    }

    static Script script() {
        return new Script();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String ask(Side side, String text) {
        return new String(side.session.query(bytes(text), LONG), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.session.close(Duration.ofMillis(100));
        server.session.close(Duration.ofMillis(100));
        client.workers.close(Duration.ofSeconds(5));
        server.workers.close(Duration.ofSeconds(5));
    }
}
