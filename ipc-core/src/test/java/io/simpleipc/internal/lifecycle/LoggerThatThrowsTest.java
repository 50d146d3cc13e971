package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.simpleipc.AuthenticationException;
import io.simpleipc.Outcome;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.testkit.MemoryTransport;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/** The user's logger runs on the threads that keep the link; whatever it throws, the link goes on as without it. */
@Timeout(120)
final class LoggerThatThrowsTest {
    private static final String ADDRESS = "a logger that throws";
    private static final String TOO_BAD = "too bad";

    private final MemoryTransport transport = new MemoryTransport();
    private final ThrowingLogger log = new ThrowingLogger();
    private final Site server = site(log);
    private final Site client = site(log);

    @AfterEach
    void closeAll() {
        client.close();
        server.close();
    }

    static Stream<Arguments> troubles() {
        Supplier<Throwable> exception = () -> new IllegalStateException("thrown by a logger");
        Supplier<Throwable> error = () -> new AssertionError("thrown by a logger");
        Supplier<Throwable> exhaustion = () -> new StackOverflowError("thrown by a logger");
        return Stream.of(Arguments.of(false, exception), Arguments.of(false, error), Arguments.of(true, exhaustion));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void harmsNobody(boolean saysWhatIsEnabled, Supplier<Throwable> trouble) throws Exception {
        log.saysWhatIsEnabled = saysWhatIsEnabled;
        log.trouble = trouble;
        server.tunnel.connect();
        client.tunnel.connect();
        assertAllIsWell();
        // Keep-alives are due after a second; whether to log them is asked by the engine's thread.
        int before = log.calls("isDebugEnabled");
        await().atMost(30, TimeUnit.SECONDS).until(() -> log.calls("isDebugEnabled") > before + 3);

        transport.cutAllPipes();
        hears(client, "connected", "disconnected", "connected");
        hears(server, "listening", "connected", "disconnected", "listening", "connected");
        assertAllIsWell();
        assertAStrangerIsRefused();
        assertAllIsWell();

        client.close();
        hears(client, "disconnected", "closed");
        hears(server, "disconnected", "listening");
        server.close();
        hears(server, "closed");
        assertThat(log.calls("info")).isGreaterThanOrEqualTo(6);
        assertThat(log.calls("warn")).isPositive();
        assertThat(log.calls("error")).isPositive();
        assertThat(log.calls("debug") > 0).isEqualTo(saysWhatIsEnabled);
        System.out.println(
                "[fault 42] a logger threw " + trouble.get().getClass().getSimpleName() + " at " + log);
    }

    private void assertAllIsWell() {
        assertThat(server.tunnel.awaitConnected(Duration.ofSeconds(20))).isTrue();
        assertThat(client.tunnel.query("from the client")).isEqualTo("from the client");
        assertThat(server.tunnel.query("from the server")).isEqualTo("from the server");
        var failure = catchThrowableOfType(RemoteQueryException.class, () -> client.tunnel.query(TOO_BAD));
        assertThat(failure.outcome()).isEqualTo(Outcome.EXECUTED);
    }

    /** Its own log is a good one: what the listener's log does not take must not cost it the answer. */
    private void assertAStrangerIsRefused() {
        try (var stranger = new Site.Plan(transport, ADDRESS)
                .spec(spec -> spec.secret("another secret"))
                .build()) {
            assertThat(catchThrowableOfType(AuthenticationException.class, stranger.tunnel::connect))
                    .isNotNull();
        }
    }

    private static void hears(Site site, String... events) throws InterruptedException {
        for (var event : events) {
            site.heard.next(event);
        }
    }

    private Site site(ThrowingLogger logger) {
        return new Site.Plan(transport, ADDRESS)
                .spec(spec -> spec.queryTimeout(Duration.ofSeconds(2))
                        .logQueries(true)
                        .logKeepAlives(true))
                .logger(logger.logger)
                .onQuery(text -> {
                    if (text.equals(TOO_BAD)) {
                        throw new StackOverflowError(TOO_BAD);
                    }
                    return text;
                })
                .build();
    }

    /** Counts, and throws. */
    private static final class ThrowingLogger {
        private final Map<String, Integer> calls = new ConcurrentHashMap<>();
        volatile boolean saysWhatIsEnabled;
        volatile Supplier<Throwable> trouble = IllegalStateException::new;
        final Logger logger = (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    calls.merge(method.getName(), 1, Integer::sum);
                    if (saysWhatIsEnabled && method.getName().equals("isDebugEnabled")) {
                        return true;
                    }
                    throw trouble.get();
                });

        int calls(String method) {
            return calls.getOrDefault(method, 0);
        }

        @Override
        public String toString() {
            return calls.toString();
        }
    }
}
