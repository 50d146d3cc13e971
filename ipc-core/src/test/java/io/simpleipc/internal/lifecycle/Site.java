package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.BytesHandler;
import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.MessageHandler;
import io.simpleipc.Peer;
import io.simpleipc.QueryHandler;
import io.simpleipc.Refusal;
import io.simpleipc.Spec;
import io.simpleipc.internal.session.handshake.PayloadEncryption;
import io.simpleipc.spi.ConnectionSettings;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Services;
import io.simpleipc.testkit.MemoryTransport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the processes of a test, so to speak: a connection over the in-memory transport, its endpoint, and what its
 * listener heard.
 */
final class Site implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.simpleipc.test");
    private static final long PATIENCE_SECONDS = 20;

    final WatchedEndpoint endpoint;
    final Recorder heard;
    final Tunnel tunnel;

    private Site(WatchedEndpoint endpoint, Recorder heard, Tunnel tunnel) {
        this.endpoint = endpoint;
        this.heard = heard;
        this.tunnel = tunnel;
    }

    /** What a site is made of; the defaults are an echo handler, short timeouts and a listener that only records. */
    static final class Plan {
        private final MemoryTransport transport;
        private final Spec.Builder spec;
        private @Nullable QueryHandler query = text -> text;
        private @Nullable BytesHandler bytes;
        private @Nullable MessageHandler message;
        private Consumer<String> onEvent = event -> {};
        private ThreadFactory sessionThreads = Thread::new;
        private Logger logger = LOG;
        private @Nullable Executor executor;
        private UnaryOperator<Endpoint> wrapping = UnaryOperator.identity();

        Plan(MemoryTransport transport, String address) {
            this.transport = transport;
            this.spec = Spec.builder()
                    .type("memory")
                    .address(address)
                    .secret("test secret")
                    .queryTimeout(Duration.ofSeconds(5))
                    .drain(Duration.ofSeconds(5));
        }

        Plan spec(Consumer<Spec.Builder> change) {
            change.accept(spec);
            return this;
        }

        Plan onQuery(QueryHandler handler) {
            query = handler;
            return this;
        }

        Plan onBytes(BytesHandler handler) {
            query = null;
            bytes = handler;
            return this;
        }

        Plan onEvent(Consumer<String> action) {
            onEvent = action;
            return this;
        }

        Plan sessionThreads(ThreadFactory threads) {
            sessionThreads = threads;
            return this;
        }

        Plan onMessage(MessageHandler handler) {
            message = handler;
            return this;
        }

        Plan logger(Logger log) {
            logger = log;
            return this;
        }

        Plan executor(Executor users) {
            executor = users;
            return this;
        }

        /** Puts something between the connection and the site's endpoint. */
        Plan behind(UnaryOperator<Endpoint> wrapper) {
            wrapping = wrapper;
            return this;
        }

        Site build() {
            var built = spec.build();
            var endpoint = new WatchedEndpoint(transport.endpoint(built));
            var recorder = new Recorder(onEvent);
            var settings = new ConnectionSettings(
                    built, query, bytes, message, recorder, null, logger, executor, Services.of(null));
            var tunnel = Engine.tunnel(wrapping.apply(endpoint), settings, PayloadEncryption.NONE, sessionThreads);
            return new Site(endpoint, recorder, tunnel);
        }
    }

    /** Remembers events by name, in order. */
    static final class Recorder implements ConnectionListener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final List<IpcException> causes = new CopyOnWriteArrayList<>();
        final List<Refusal> refusals = new CopyOnWriteArrayList<>();
        final AtomicInteger promotions = new AtomicInteger();
        private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
        private final Consumer<String> onEvent;

        private Recorder(Consumer<String> onEvent) {
            this.onEvent = onEvent;
        }

        @Override
        public void listening() {
            add("listening");
        }

        @Override
        public void connected(Peer peer) {
            add("connected");
        }

        @Override
        public void disconnected(IpcException cause) {
            add("disconnected");
        }

        @Override
        public void attemptFailed(IpcException cause) {
            causes.add(cause);
            add("attemptFailed");
        }

        /** Not among the events, where most tests look for what follows. */
        @Override
        public void promoted() {
            promotions.incrementAndGet();
        }

        @Override
        public void refused(Refusal why, int count) {
            refusals.add(why);
        }

        @Override
        public void gaveUp(IpcException cause) {
            causes.add(cause);
            add("gaveUp");
        }

        @Override
        public void closed() {
            add("closed");
        }

        private void add(String event) {
            events.add(event);
            unread.add(event);
            onEvent.accept(event);
        }

        /** Waits for an event, skipping failed attempts only. */
        void next(String expected) throws InterruptedException {
            nextMaybeAfter("attemptFailed", expected);
        }

        /** Waits for an event, skipping those of another kind. */
        void nextMaybeAfter(String skipped, String expected) throws InterruptedException {
            var event = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            while (skipped.equals(event) && !expected.equals(event)) {
                event = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(event).as("next event after " + events).isEqualTo(expected);
        }

        /** Asserts that nothing happens for a time. */
        void nothingFor(Duration time) throws InterruptedException {
            assertThat(unread.poll(time.toMillis(), TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Override
    public void close() {
        tunnel.close();
    }
}
