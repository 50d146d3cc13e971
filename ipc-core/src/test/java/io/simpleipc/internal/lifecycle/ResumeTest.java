package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryContext;
import io.simpleipc.QueryHandler;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was open when a link was cut is settled over the next one, if the peer is the same; docs/protocol.md, section 7.1. */
@Timeout(60)
final class ResumeTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final int TOO_LARGE_TO_KEEP = (1 << 20) + 1;
    private static final int KEPT = 1_024;

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();
    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final Semaphore started = new Semaphore(0);
    private final BlockingQueue<Thread> largeOnes = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void closeAll() {
        release.countDown();
        sites.forEach(Site::close);
    }

    @Test
    void aRunningHandlerAnswersOverTheNextLink() throws Exception {
        var server = server();
        var client = client();
        var future = client.tunnel.queryAsync("block:future", LONG);
        var caller = new FutureTask<>(() -> client.tunnel.query("block:caller", LONG));
        new Thread(caller, "asks once").start();
        awaitStarted(2);

        cut(server, client);
        assertThat(client.tunnel.query("after")).isEqualTo("after");
        assertThat(future).isNotDone();
        release.countDown();

        assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo("block:future");
        assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("block:caller");
        assertThat(executed).containsExactlyInAnyOrder("block:future", "block:caller", "after");
    }

    @Test
    void theServersOwnQueriesAreSettledToo() throws Exception {
        var server = server();
        var client = client();
        var answer = server.tunnel.queryAsync("block", LONG);
        awaitStarted(1);

        cut(server, client);
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("block");
        assertThat(executed).containsExactly("block");
    }

    /** The asker's thread is the one that runs what its handler asks back, before and after the cut. */
    @Test
    void queriesWithinQueriesAreSettledOnBothSides() throws Exception {
        var server = server();
        var client = client();
        var answer = client.tunnel.queryAsync("back:block", LONG);
        awaitStarted(1);

        cut(server, client);
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("back block");
        assertThat(executed).containsExactly("back:block", "block");
    }

    @Test
    void aHandlerThatAsksOnlyAfterTheCutAsksOverTheNextLink() throws Exception {
        var server = server();
        var client = client();
        var answer = client.tunnel.queryAsync("wait, then ask:late", LONG);
        awaitStarted(1);

        cut(server, client);
        assertThat(client.tunnel.query("after")).isEqualTo("after"); // and before it that was asked for again
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void aSecondCutAndAThirdCostNothing() throws Exception {
        var server = server();
        var client = client();
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 3; i++) {
            answers.add(client.tunnel.queryAsync("block" + i, LONG));
            awaitStarted(1);
            cut(server, client);
        }
        release.countDown();
        for (int i = 0; i < 3; i++) {
            assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("block" + i);
        }
        assertThat(executed).containsExactly("block0", "block1", "block2");
    }

    /** The next link is cut after each byte that the client sends over it, so within each part of the settlement. */
    @Test
    void aCutAtAnyByteOfTheSettlementCostsNothing() throws Exception {
        var server = server();
        var client = client();
        long joining = client.endpoint.dialled.get(0).bytesWritten();
        int cuts = 0;
        for (long at = joining - 20; at < joining + 80; at++) {
            var pipe = client.endpoint.dialled.get(client.endpoint.dialled.size() - 1);
            server.endpoint.accepted.get(server.endpoint.accepted.size() - 1).stallWrites(true);
            var text = "cut at " + at;
            var answer = client.tunnel.queryAsync(text, LONG);
            awaitStarted(1);
            long end = at;
            var once = new Semaphore(1);
            client.endpoint.onDialled = next -> once.tryAcquire() ? next.cutWritesAfter(end) : next;
            pipe.close();

            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(text);
            assertThat(executed.stream().filter(text::equals)).hasSize(1);
            cut(server, client); // whatever is left of the link that was to be cut
            whole(client);
            started.drainPermits();
            cuts++;
        }
        System.out.println("[resume] " + cuts + " second cuts within the settlement: all answered, executed once");
    }

    @Test
    void rolesMaySwapAfterTheCut() throws Exception {
        var mayListen = new Listening(true);
        var server = add(plan().behind(mayListen::wrap)
                .onQuery(handler(() -> 0))
                .spec(spec -> spec.promotion(true))
                .build());
        server.endpoint.checkInterval = Duration.ofMillis(20);
        server.tunnel.connect(LONG);
        var client = client();
        var ofClient = client.tunnel.queryAsync("block:client", LONG);
        var ofServer = server.tunnel.queryAsync("block:server", LONG);
        awaitStarted(2);

        mayListen.allowed = false;
        server.endpoint.claimStands = false;
        client.heard.next("connected");
        client.heard.next("disconnected");
        client.heard.next("listening");
        client.heard.next("connected");
        assertThat(client.tunnel.role()).isEqualTo(Role.SERVER);
        release.countDown();

        assertThat(ofClient.get(20, TimeUnit.SECONDS)).isEqualTo("block:client");
        assertThat(ofServer.get(20, TimeUnit.SECONDS)).isEqualTo("block:server");
        assertThat(executed).containsExactlyInAnyOrder("block:client", "block:server");
    }

    @Test
    void anAnswerThatWasTooLargeToKeepIsUnknown() throws Exception {
        var server = server();
        var client = client();
        server.endpoint.accepted.get(0).stallWrites(true);
        var answer = client.tunnel.queryAsync("large", LONG);
        awaitStarted(1);
        awaitEndOf(largeOnes.take());

        cut(server, client);

        var failure = failure(answer);
        assertThat(failure).isInstanceOf(ConnectionLostException.class).hasMessageContaining("no longer knows");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(executed).containsExactly("large");
    }

    @Test
    void onlyTheLastAnswersAreKept() throws Exception {
        var server = server();
        var client = client();
        server.endpoint.accepted.get(0).stallWrites(true);
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < KEPT + 10; i++) {
            answers.add(client.tunnel.queryAsync("q" + i, LONG));
            awaitStarted(1); // in order, so that the oldest are the first
        }

        cut(server, client);

        int unknown = 0;
        for (var answer : answers) {
            try {
                answer.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.UNKNOWN);
                unknown++;
            }
        }
        assertThat(unknown).isBetween(9, 11); // the last one may be on its way when the link is cut
        assertThat(executed).hasSize(KEPT + 10).doesNotHaveDuplicates();
    }

    @Test
    void thatAnotherPeerComesMakesItUnknownAtOnce() throws Exception {
        var server = server();
        var client = client();
        var cancelled = client.tunnel.queryAsync("until cancelled", LONG);
        var answer = server.tunnel.queryAsync("block", LONG);
        awaitStarted(2);
        client.endpoint.dialFailure = new IOException("it shall not come back");
        client.endpoint.onDialled = pipe -> pipe.cutWritesAfter(0);

        transport.cutAllPipes();
        assertThat(answer).isNotDone();
        var other = client();
        long start = System.nanoTime();

        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(other.tunnel.query("of the other")).isEqualTo("of the other");
        awaitExecuted("was cancelled"); // the handler whose asker will not be back
        assertThat(executed).containsOnlyOnce("block");
        assertThat(cancelled).isNotDone();
    }

    @Test
    void thatTheConnectionIsClosedMakesItUnknownAtOnce() throws Exception {
        var server = server();
        client();
        var answer = server.tunnel.queryAsync("block", LONG);
        var caller = new FutureTask<>(
                () -> catchThrowableOfType(IpcException.class, () -> server.tunnel.query("block too", LONG)));
        new Thread(caller, "asks once").start();
        awaitStarted(2);
        sites.get(1).endpoint.dialFailure = new IOException("it shall not come back");
        transport.cutAllPipes();
        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.next("disconnected");
        assertThat(answer).isNotDone();

        server.close();

        assertThat(answer).isCompletedExceptionally();
        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(caller.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    /** The link may have decided that they wait, or not yet, or the connection that it is closed. */
    @Test
    void aCutAndACloseAtTheSameTimeLeaveNoFutureIncomplete() throws Exception {
        for (int round = 0; round < 40; round++) {
            var server = server();
            var client = client();
            var answers = Stream.generate(() -> client.tunnel.queryAsync("block", LONG))
                    .limit(KEPT)
                    .toList();
            awaitStarted(1);
            var cut = new Thread(transport::cutAllPipes, "cuts");
            cut.start();
            Thread.sleep(0, 25_000 * round); // the moment is what is random: anywhere within the end of the link
            client.close();
            cut.join();

            assertThat(answers).as("round %s", round).allMatch(CompletableFuture::isDone);
            release.countDown();
            server.close();
            sites.clear();
        }
    }

    /** Its last word names the queries that it accepted, and what is resumed is none of those. */
    @Test
    void aPeerThatClosesAnswersWhatWasResumed() throws Exception {
        var server = server();
        var client = client();
        var answer = client.tunnel.queryAsync("block", LONG);
        awaitStarted(1);
        cut(server, client);
        assertThat(server.tunnel.query("back")).isEqualTo("back"); // and before it that was asked for again

        var closing = new Thread(server::close, "closes");
        closing.start();
        while (server.tunnel.state() != ConnectionState.CLOSED) {
            Thread.onSpinWait();
        }
        assertThat(client.endpoint.dialled).hasSize(2);
        awaitClosing(client);
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("block");
        closing.join();
    }

    /** One-way messages are refused from then on, and count as no query before. */
    private static void awaitClosing(Site client) {
        var deadline = Deadline.after(LONG);
        try {
            while (!deadline.hasPassed()) {
                client.tunnel.send("x");
                Thread.onSpinWait();
            }
        } catch (NotConnectedException e) {
            assertThat(e).hasMessageContaining("the peer is closing");
        }
    }

    @Test
    void thatNobodyReconnectsMakesItUnknownAtOnce() throws Exception {
        server();
        var client = add(plan().spec(spec -> spec.reconnect(new Reconnect(false, 0, Duration.ofMillis(20))))
                .build());
        client.tunnel.connect(LONG);
        var answer = client.tunnel.queryAsync("block", LONG);
        awaitStarted(1);

        transport.cutAllPipes();

        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void itsOwnTimeGoesOnMeanwhile() throws Exception {
        var server = server();
        client();
        sites.get(1).endpoint.dialFailure = new IOException("it shall not come back");
        var answer = server.tunnel.queryAsync("block", SHORT);
        var caller = new FutureTask<>(
                () -> catchThrowableOfType(IpcException.class, () -> server.tunnel.query("block too", SHORT)));
        new Thread(caller, "asks once").start();
        awaitStarted(2);

        transport.cutAllPipes();

        assertThat(failure(answer)).isInstanceOf(QueryTimeoutException.class);
        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(caller.get(20, TimeUnit.SECONDS)).isInstanceOf(QueryTimeoutException.class);
    }

    /** What no handler had taken yet is told so, and never runs. */
    @Test
    void whatWaitedForAHandlerIsNotExecuted() throws Exception {
        var server = server();
        var client = client();
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 100; i++) { // of which 64 are run at once
            answers.add(client.tunnel.queryAsync("block" + i, LONG));
        }
        awaitStarted(64);

        cut(server, client);
        release.countDown();

        int refused = 0;
        for (int i = 0; i < 100; i++) {
            try {
                assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("block" + i);
            } catch (ExecutionException e) {
                assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                assertThat(executed).doesNotContain("block" + i);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(36);
    }

    /** Until the link that was to be cut is behind us. */
    private static void whole(Site client) {
        String answer = null;
        while (answer == null) {
            assertThat(client.tunnel.awaitConnected(LONG)).isTrue();
            try {
                answer = client.tunnel.query("next");
            } catch (IpcException e) {
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            }
        }
    }

    private Site server() {
        return client();
    }

    private Site client() {
        var own = new Site[1];
        own[0] = add(plan().onQuery(handler(() -> own[0])).build());
        own[0].tunnel.connect(LONG);
        if (sites.size() > 1) {
            assertThat(sites.get(0).tunnel.awaitConnected(LONG)).isTrue();
        }
        return own[0];
    }

    private Site.Plan plan() {
        return new Site.Plan(transport, "resume")
                .onQuery(handler(() -> 0))
                .spec(spec -> spec.queryTimeout(LONG)
                        .maxInFlight(2 * KEPT)
                        .reconnect(new Reconnect(true, 0, Duration.ofMillis(5))));
    }

    private Site add(Site site) {
        sites.add(site);
        return site;
    }

    private QueryHandler handler(Supplier<Object> self) {
        return text -> {
            executed.add(text);
            if (text.startsWith("back:")) { // has started when what it asks for has
                return "back " + ((Site) self.get()).tunnel.query(text.substring(5), LONG);
            }
            started.release();
            if (text.startsWith("block")) {
                release.await();
            } else if (text.equals("large")) {
                largeOnes.add(Thread.currentThread());
                return "x".repeat(TOO_LARGE_TO_KEEP);
            } else if (text.startsWith("wait, then ask:")) {
                release.await();
                return ((Site) self.get()).tunnel.query(text.substring(15), LONG);
            } else if (text.equals("until cancelled")) {
                var context = QueryContext.current();
                while (!context.isCancelled()) {
                    TimeUnit.MILLISECONDS.sleep(1); // as handlers do: no event tells them
                }
                executed.add("was cancelled");
            }
            return text;
        };
    }

    private void awaitStarted(int count) throws InterruptedException {
        assertThat(started.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
    }

    /** Until the thread has done all that the query wants. */
    private static void awaitEndOf(Thread worker) {
        await().atMost(LONG)
                .until(() -> Arrays.stream(worker.getStackTrace())
                        .noneMatch(frame -> frame.getClassName().endsWith(".Inquiry")));
    }

    private void awaitExecuted(String text) throws InterruptedException {
        await().atMost(LONG).until(() -> executed.contains(text));
    }

    /** Cuts, and waits until both are joined again. */
    private void cut(Site server, Site client) {
        int links = server.endpoint.accepts.get();
        transport.cutAllPipes();
        var deadline = Deadline.after(LONG);
        while (server.endpoint.accepts.get() == links || !client.tunnel.isConnected() || !server.tunnel.isConnected()) {
            assertThat(deadline.hasPassed()).isFalse();
            Thread.onSpinWait();
        }
    }

    private static IpcException failure(CompletableFuture<String> answer) throws Exception {
        try {
            int length = answer.get(20, TimeUnit.SECONDS).length();
            throw new AssertionError("there is an answer of " + length + " characters");
        } catch (ExecutionException e) {
            return (IpcException) e.getCause();
        }
    }

    /** Whether an endpoint may be listened at. */
    private static final class Listening {
        private volatile boolean allowed;

        Listening(boolean allowed) {
            this.allowed = allowed;
        }

        Endpoint wrap(Endpoint inner) {
            return new Endpoint() {
                @Override
                public String description() {
                    return inner.description();
                }

                @Override
                public Acceptor listen() throws IOException {
                    if (!allowed) {
                        throw new AddressInUseException("the test wants it so", null);
                    }
                    return inner.listen();
                }

                @Override
                public Pipe connect(Deadline deadline) throws IOException {
                    return inner.connect(deadline);
                }
            };
        }
    }
}
