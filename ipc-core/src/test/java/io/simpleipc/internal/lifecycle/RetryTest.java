package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.Reconnect;
import io.simpleipc.Retry;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A query that may be executed more than once is asked again of whoever comes, within its time; any other is not. */
@Timeout(60)
final class RetryTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(500);

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();
    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final Semaphore started = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);
    private Site server = build(plan("server"));

    @AfterEach
    void closeAll() {
        release.countDown();
        sites.forEach(Site::close);
    }

    @Test
    void isAskedAgainOfAnotherPeer() throws Exception {
        var first = join("first");
        var caller = new FutureTask<>(() -> server.tunnel.query("block", LONG, Retry.IDEMPOTENT));
        new Thread(caller, "asks").start();
        var future = server.tunnel.queryAsync("block", LONG, Retry.IDEMPOTENT);
        var once = server.tunnel.queryAsync("block", LONG, Retry.NEVER);
        awaitStarted(3);

        loseForGood(first);
        release.countDown();
        join("second");

        assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("second");
        assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo("second");
        assertThat(failure(once).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(executed).containsExactly("first", "first", "first", "second", "second");
    }

    /** Both know that it is the same query, so it is settled, and not asked again. */
    @Test
    void isExecutedOnceByThePeerThatComesBack() throws Exception {
        join("first");
        var answer = server.tunnel.queryAsync("block", LONG, Retry.IDEMPOTENT);
        awaitStarted(1);

        transport.cutAllPipes();
        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.next("disconnected");
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(executed).containsExactly("first");
    }

    @Test
    void failsAtOnceWithoutAPeerInTheBeginning() throws Exception {
        server.tunnel.connect(LONG);
        assertThatThrownBy(() -> server.tunnel.query("x", LONG, Retry.IDEMPOTENT))
                .isInstanceOf(NotConnectedException.class);
        assertThat(failure(server.tunnel.queryAsync("x", LONG, Retry.IDEMPOTENT)))
                .isInstanceOf(NotConnectedException.class);
    }

    @Test
    void endsInItsTimeIfNobodyComes() throws Exception {
        var first = join("first");
        var caller = new FutureTask<>(() ->
                catchThrowableOfType(IpcException.class, () -> server.tunnel.query("block", SHORT, Retry.IDEMPOTENT)));
        new Thread(caller, "asks").start();
        var future = server.tunnel.queryAsync("block", SHORT, Retry.IDEMPOTENT);
        awaitStarted(2);

        loseForGood(first);

        for (var failure : List.of(caller.get(20, TimeUnit.SECONDS), failure(future))) {
            assertThat(failure).isInstanceOf(QueryTimeoutException.class);
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** One that has long to wait for room must not hold up those that have not. */
    @Test
    void endsInItsTimeBehindOthersThatWaitForRoom() throws Exception {
        var first = join("first");
        var patient = ask(9, LONG);
        var others = ask(3, SHORT);
        awaitStarted(12);

        loseForGood(first);
        join(withRoomForOne());

        for (var future : others) {
            assertThat(failure(future)).isInstanceOf(QueryTimeoutException.class);
        }
        release.countDown();
        for (var future : patient) {
            assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo("second");
        }
    }

    @Test
    void endsInItsTimeThoughWhatDependsOnAnotherTakesLong() throws Exception {
        var first = join("first");
        var futures = ask(4, SHORT);
        awaitStarted(4);
        var endless = new CountDownLatch(1);
        var taken = new Semaphore(0);
        var slow = futures.stream()
                .map(future -> future.whenComplete((answer, failure) -> {
                    taken.release();
                    awaitUninterrupted(endless);
                }))
                .toList();

        loseForGood(first);
        join(withRoomForOne());

        assertThat(taken.tryAcquire(4, 20, TimeUnit.SECONDS)).isTrue();
        endless.countDown();
        for (var future : slow) {
            assertThat(failure(future)).isInstanceOf(QueryTimeoutException.class);
        }
    }

    @Test
    void endsInItsTimeThoughTheUsersExecutorIsBusy() throws Exception {
        var users = Executors.newSingleThreadExecutor();
        server = build(plan("server").executor(users));
        var first = join("first");
        var futures = ask(3, SHORT);
        awaitStarted(3);
        users.execute(() -> awaitUninterrupted(release));

        first.endpoint.dialFailure = new IOException("it shall not come back");
        transport.cutAllPipes();
        join(withRoomForOne());

        for (var future : futures) {
            assertThat(failure(future)).isInstanceOf(QueryTimeoutException.class);
        }
        release.countDown();
        server.close();
        users.shutdown();
    }

    @Test
    void endsWhenTheConnectionIsClosed() throws Exception {
        var first = join("first");
        var future = server.tunnel.queryAsync("block", LONG, Retry.IDEMPOTENT);
        awaitStarted(1);
        loseForGood(first);

        server.close();

        assertThat(future).isCompletedExceptionally();
        assertThat(failure(future).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void isNotAskedAgainOnceCancelled() throws Exception {
        var first = join("first");
        var future = server.tunnel.queryAsync("block", LONG, Retry.IDEMPOTENT);
        awaitStarted(1);
        loseForGood(first);

        assertThat(future.cancel(false)).isTrue();
        release.countDown();
        join("second");

        assertThat(server.tunnel.query("after", LONG)).isEqualTo("second");
        assertThat(executed).containsExactly("first", "second");
    }

    private Site join(String name) {
        return join(plan(name));
    }

    private Site join(Site.Plan plan) {
        if (server.tunnel.role() == null) {
            server.tunnel.connect(LONG);
        }
        var site = build(plan);
        site.tunnel.connect(LONG);
        assertThat(server.tunnel.awaitConnected(LONG)).isTrue();
        return site;
    }

    /** Futures of the server, whose handlers wait for {@link #release}. */
    private List<CompletableFuture<String>> ask(int count, Duration timeout) {
        return Stream.generate(() -> server.tunnel.queryAsync("block", timeout, Retry.IDEMPOTENT))
                .limit(count)
                .toList();
    }

    private void loseForGood(Site site) throws InterruptedException {
        site.endpoint.dialFailure = new IOException("it shall not come back");
        transport.cutAllPipes();
        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.next("disconnected");
    }

    private void awaitStarted(int count) throws InterruptedException {
        assertThat(started.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
    }

    private static IpcException failure(CompletableFuture<String> answer) throws Exception {
        try {
            throw new AssertionError("there is " + answer.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (IpcException) e.getCause();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** It answers with its name. */
    private Site.Plan plan(String name) {
        return new Site.Plan(transport, "retry")
                .spec(spec -> spec.queryTimeout(LONG).reconnect(new Reconnect(true, 0, Duration.ofMillis(5))))
                .onQuery(text -> {
                    executed.add(name);
                    started.release();
                    if (text.equals("block")) {
                        release.await();
                    }
                    return name;
                });
    }

    private Site.Plan withRoomForOne() {
        return plan("second").spec(spec -> spec.maxInFlight(1));
    }

    private Site build(Site.Plan plan) {
        var site = plan.build();
        sites.add(site);
        return site;
    }
}
