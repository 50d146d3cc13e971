package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.IpcException;
import io.simpleipc.Reconnect;
import io.simpleipc.Spec;
import io.simpleipc.internal.session.OutcomeTable;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.FaultyPipe;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first call of a channel fails, then the second, and so on until there is none left to fail: nothing hangs, nothing
 * is left behind, what is said of each query is true, and in the end both sides are joined and understand each other.
 */
@Timeout(300)
final class EveryCallFailsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int QUERIES = 3;
    private static final String WHOLE = "whole?";

    /** Longer than any wait here: a query that hangs fails the test instead of timing out. */
    private static final Duration NEVER = Duration.ofMinutes(10);

    private final Map<String, Integer> counts = OutcomeTable.counts();
    private final String address = "each call fails " + System.nanoTime();
    private MemoryTransport transport = new MemoryTransport();
    private OutcomeTable table = new OutcomeTable();
    private int refusals;

    @AfterEach
    void theAddressIsFree() throws IOException {
        transport.endpoint(Spec.of("memory", address, "x")).listen().close();
    }

    /** How a call of a pipe may fail. */
    private enum Fault {
        /** As channels do: nothing passes any more. */
        AND_CUTS,
        /** Only this call: whoever made it must end the link. */
        AND_STAYS_OPEN,
        /** The same, by an exception that no pipe should throw. */
        AS_A_BUG;

        Pipe in(FaultyPipe pipe, int call) {
            return switch (this) {
                case AND_CUTS -> pipe.failCall(call);
                case AND_STAYS_OPEN -> new BuggyPipe(pipe, call, new IOException("failed, as it was told to"));
                case AS_A_BUG -> new BuggyPipe(pipe, call, new IllegalStateException("a plug-in's bug"));
            };
        }

        long calls(Pipe pipe) {
            return pipe instanceof BuggyPipe buggy ? buggy.calls() : ((FaultyPipe) pipe).calls();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void ofThePipeOfTheDialler(Fault fault) throws Exception {
        failEach("the dialler's pipe", fault, (client, server, wrapping) -> client.endpoint.onDialled = wrapping);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void ofThePipeOfTheListener(Fault fault) throws Exception {
        failEach("the listener's pipe", fault, (client, server, wrapping) -> server.endpoint.onAccepted = wrapping);
    }

    /** Where the fault is made. */
    private interface Place {
        void put(Site client, Site server, Function<FaultyPipe, Pipe> wrapping);
    }

    private void failEach(String what, Fault fault, Place place) throws Exception {
        int call = 1;
        while (failOne(what, fault, call, place)) {
            call++;
        }
        assertThat(call).as("calls of " + what).isGreaterThan(10);
        assertThat(counts).containsKey("answered").hasSizeGreaterThan(1);
        System.out.println("[fault 48] each of " + (call - 1) + " calls of " + what + " failed once " + fault + ": "
                + counts + ", " + refusals + " times connect() said so");
    }

    /** Returns whether there was such a call. */
    private boolean failOne(String what, Fault fault, int call, Place place) throws Exception {
        var first = new AtomicReference<Pipe>();
        var server = site(plan());
        var client = site(plan());
        place.put(client, server, pipe -> {
            var wrapped = first.get() == null ? fault.in(pipe, call) : pipe;
            first.compareAndSet(null, wrapped);
            return wrapped;
        });
        play("call " + call + " of " + what + " fails " + fault, server, client);
        return fault.calls(first.get()) >= call;
    }

    @ParameterizedTest
    @CsvSource({
        "server, LISTEN",
        "server, ACCEPT",
        "server, CHECK",
        "server, CLOSE",
        "client, LISTEN",
        "client, CONNECT"
    })
    void ofAnEndpointAndItsAcceptor(String side, FailingEndpoint.Call call) throws Exception {
        for (var trouble :
                List.of(new IOException("as it was told to"), new IllegalStateException("a plug-in's bug"))) {
            transport = new MemoryTransport();
            var failing = new AtomicReference<FailingEndpoint>();
            var failingPlan = plan().behind(inner -> {
                failing.set(new FailingEndpoint(inner, call, trouble));
                return failing.get();
            });
            var server = site(side.equals("server") ? failingPlan : plan());
            var client = site(side.equals("client") ? failingPlan : plan());
            server.endpoint.checkInterval = Duration.ofMillis(5);

            play(call + " at the " + side, server, client);

            assertThat(failing.get().hasFailed).isTrue();
        }
        System.out.println("[fault 48] " + call + " at the " + side + "'s endpoint failed twice: " + counts);
    }

    private Site.Plan plan() {
        return new Site.Plan(transport, address)
                .spec(spec -> spec.queryTimeout(NEVER).reconnect(new Reconnect(true, 0, Duration.ofMillis(5))))
                .onMessage(message -> {});
    }

    /** Each query is known by its text. */
    private Site site(Site.Plan plan) {
        var book = table;
        return plan.onQuery(text -> {
                    if (!text.equals(WHOLE)) {
                        book.executes(text);
                    }
                    return text;
                })
                .build();
    }

    private void play(String when, Site server, Site client) throws Exception {
        try {
            connect(when, server);
            connect(when, client);
            assertThat(server.tunnel.awaitConnected(SOON)).as(when).isTrue();
            var asked = new ArrayList<Asked>();
            for (int i = 0; i < QUERIES; i++) {
                asked.add(Asked.by(client, "the client's " + i));
                asked.add(Asked.by(server, "the server's " + i));
            }
            sendIfJoined(client);
            for (var query : asked) {
                query.note(table, when);
            }
            await(when).atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> isWhole(client) && isWhole(server));
        } finally {
            client.close();
            server.close();
        }
        table.assertTrue(when, counts);
        table = new OutcomeTable();
        assertNothingIsLeft(when, server, client);
    }

    /** A fault in the handshake may be taken for a stranger's: said at once, and gone at the next try. */
    private void connect(String when, Site site) throws Exception {
        var call = CompletableFuture.runAsync(site.tunnel::connect);
        try {
            call.get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as(when).isInstanceOf(IpcException.class);
            refusals++;
            CompletableFuture.runAsync(site.tunnel::connect).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void sendIfJoined(Site site) {
        try {
            site.tunnel.send("a message");
        } catch (IpcException e) {
            assertThat(e.outcome()).isNotNull();
        }
    }

    private static boolean isWhole(Site site) throws InterruptedException, TimeoutException {
        try {
            return site.tunnel
                    .queryAsync(WHOLE)
                    .get(SOON.toSeconds(), TimeUnit.SECONDS)
                    .equals(WHOLE);
        } catch (ExecutionException e) {
            return false;
        }
    }

    private void assertNothingIsLeft(String when, Site server, Site client) throws InterruptedException {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().contains(address)) {
                thread.join(SOON.toMillis());
                assertThat(thread.isAlive()).as(when + ": " + thread.getName()).isFalse();
            }
        }
        assertThat(Stream.of(server, client)
                        .flatMap(
                                site -> Stream.concat(site.endpoint.dialled.stream(), site.endpoint.accepted.stream())))
                .as(when)
                .isNotEmpty()
                .noneMatch(pipe -> pipe.selectable().isOpen());
    }

    /** A query that is under way. */
    private record Asked(String text, CompletableFuture<String> answer) {
        static Asked by(Site site, String text) {
            return new Asked(text, site.tunnel.queryAsync(text));
        }

        void note(OutcomeTable table, String when) throws InterruptedException, TimeoutException {
            try {
                assertThat(answer.get(SOON.toSeconds(), TimeUnit.SECONDS))
                        .as(when)
                        .isEqualTo(text);
                table.isAnswered(text);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).as(when).isInstanceOf(IpcException.class);
                table.fails(text, (IpcException) e.getCause());
            }
        }
    }
}
