package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.AuthenticationException;
import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who meets whom when several connections of one address connect. */
@Timeout(60)
final class PairingTest {
    private static final String ADDRESS = "pairing";

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    @Test
    void theFirstListensTheSecondJoinsAndEitherAsks() throws Exception {
        var server = site();
        var client = site();

        server.tunnel.connect();
        assertThat(server.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
        assertThat(server.tunnel.role()).isEqualTo(Role.SERVER);
        assertThat(server.tunnel.peer()).isNull();
        client.tunnel.connect();

        assertThat(client.tunnel.role()).isEqualTo(Role.CLIENT);
        assertThat(server.tunnel.awaitConnected(Duration.ofSeconds(10))).isTrue();
        assertThat(client.tunnel.query("from the client")).isEqualTo("from the client");
        assertThat(server.tunnel.query("from the server")).isEqualTo("from the server");
        assertThat(client.tunnel.peer().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(client.tunnel.peer().role()).isEqualTo(Role.SERVER);
        assertThat(server.tunnel.peer().role()).isEqualTo(Role.CLIENT);
        server.heard.next("listening");
        server.heard.next("connected");
        client.heard.next("connected");
    }

    @Test
    void connectingAgainWhileThereIsARoleReturnsAtOnce() {
        var server = site();
        var client = site();
        server.tunnel.connect();
        server.tunnel.connect();
        client.tunnel.connect();
        client.tunnel.connect();

        assertThat(server.endpoint.listens).hasValue(1);
        assertThat(client.endpoint.dials).hasValue(1);
    }

    @Test
    void aThirdIsToldAtOnceWhoHoldsTheSeat() {
        site().tunnel.connect();
        site().tunnel.connect();

        var third = site();
        var busy = catchThrowableOfType(PeerBusyException.class, () -> third.tunnel.connect(Duration.ofSeconds(30)));

        assertThat(busy.holder().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(busy.holder().startTime().toEpochMilli())
                .isEqualTo(ProcessHandle.current()
                        .info()
                        .startInstant()
                        .orElseThrow()
                        .toEpochMilli());
        assertThat(third.tunnel.state()).isEqualTo(ConnectionState.IDLE);
        assertThat(busy.getStackTrace()).anyMatch(frame -> frame.getMethodName().startsWith("aThirdIsTold"));
    }

    @Test
    void aWrongSecretIsToldAtOnce() {
        site().tunnel.connect();
        var stranger = site(spec -> spec.secret("another secret"));

        assertThatThrownBy(() -> stranger.tunnel.connect(Duration.ofSeconds(30)))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageNotContaining("another secret");
        assertThat(stranger.tunnel.state()).isEqualTo(ConnectionState.IDLE);
    }

    @Test
    void somethingThatAcceptsAndStaysSilentIsNoPeer() throws Exception {
        try (var squatter = transport.endpoint(spec()).listen()) {
            var site = site();

            assertThatThrownBy(() -> site.tunnel.connect(Duration.ofMillis(300)))
                    .isInstanceOf(NotAnIpcPeerException.class);
            assertThat(site.tunnel.state()).isEqualTo(ConnectionState.IDLE);
            assertThatThrownBy(() -> site.tunnel.query("anybody?"))
                    .isInstanceOf(NotConnectedException.class)
                    .hasMessageContaining("connect()")
                    .hasMessageContaining("silent");
        }
    }

    @Test
    void afterAFailureConnectMayBeCalledAgain() throws Exception {
        var site = site();
        try (var squatter = transport.endpoint(spec()).listen()) {
            assertThatThrownBy(() -> site.tunnel.connect(Duration.ofMillis(100)))
                    .isInstanceOf(IpcException.class);
        }

        site.tunnel.connect();

        assertThat(site.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void aDialFailureToTheEndIsTranslatedOnTheCallersThread() throws Exception {
        site().tunnel.connect();
        var site = site();
        site.endpoint.dialFailure = new IOException("no route");

        var failure =
                catchThrowableOfType(AddressUnusableException.class, () -> site.tunnel.connect(Duration.ofMillis(100)));

        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure).hasMessageContaining("no route").hasRootCauseMessage("no route");
        assertThat(failure.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("aDialFailure"));
    }

    @Test
    void anInterruptedConnectIsCancelledAndKeepsTheFlag() throws Exception {
        try (var squatter = transport.endpoint(spec()).listen()) {
            var site = site();
            var call = new FutureTask<>(() -> {
                assertThatThrownBy(() -> site.tunnel.connect(Duration.ofMinutes(10)))
                        .isInstanceOf(NotConnectedException.class);
                return Thread.currentThread().isInterrupted();
            });
            var caller = start(call);
            site.endpoint.awaitDial();

            caller.interrupt();

            assertThat(call.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(site.tunnel.state()).isEqualTo(ConnectionState.IDLE);
        }
        var other = sites.get(0);
        other.tunnel.connect();
        assertThat(other.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void callersShareOneAttemptAndOneLeavingDoesNotEndIt() throws Exception {
        var squatter = transport.endpoint(spec()).listen();
        var site = site();
        var patient = new FutureTask<Void>(() -> site.tunnel.connect(Duration.ofSeconds(30)), null);
        start(patient);
        site.endpoint.awaitDial();

        assertThatThrownBy(() -> site.tunnel.connect(Duration.ofMillis(50))).isInstanceOf(IpcException.class);
        assertThat(site.tunnel.state()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(site.endpoint.dials).hasValue(1);

        squatter.close();
        patient.get(20, TimeUnit.SECONDS);
        assertThat(site.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void aLaterCallerWithMoreTimeKeepsTheAttemptAlive() throws Exception {
        var squatter = transport.endpoint(spec()).listen();
        var site = site(spec -> spec.queryTimeout(Duration.ofMillis(200)));
        var hasty = new FutureTask<>(
                () -> catchThrowableOfType(IpcException.class, () -> site.tunnel.connect(Duration.ofMillis(300))));
        start(hasty);
        site.endpoint.awaitDial();
        var patient = new FutureTask<Void>(() -> site.tunnel.connect(Duration.ofSeconds(30)), null);
        start(patient);

        assertThat(hasty.get(10, TimeUnit.SECONDS)).isInstanceOf(NotAnIpcPeerException.class);
        squatter.close();

        patient.get(20, TimeUnit.SECONDS);
        assertThat(site.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void awaitingAPeerEndsWithItAndIsInVainWhileIdle() throws Exception {
        var server = site();
        assertThat(server.tunnel.awaitConnected(Duration.ofMinutes(1))).isFalse();
        server.tunnel.connect();
        assertThat(server.tunnel.awaitConnected(Duration.ofMillis(20))).isFalse();

        var call = new FutureTask<>(() -> server.tunnel.awaitConnected(Duration.ofMinutes(1)));
        start(call);
        site().tunnel.connect();

        assertThat(call.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void ofEightThatConnectAtOnceTwoAreJoinedAndSixAreBusy() throws Exception {
        for (int round = 0; round < 200; round++) {
            oneRoundOfEight("round " + round);
        }
    }

    private void oneRoundOfEight(String address) throws Exception {
        var contenders = new ArrayList<Site>();
        var failures = new CopyOnWriteArrayList<Throwable>();
        var barrier = new CyclicBarrier(8);
        var done = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            var site = new Site.Plan(transport, address).build();
            contenders.add(site);
            start(() -> {
                try {
                    barrier.await();
                    site.tunnel.connect(Duration.ofSeconds(30));
                } catch (Throwable e) {
                    failures.add(e);
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();

        assertThat(failures).as(address).hasSize(6).allMatch(e -> e instanceof PeerBusyException);
        var joined = contenders.stream().filter(s -> s.tunnel.isConnected()).toList();
        assertThat(joined).extracting(s -> s.tunnel.role()).containsExactlyInAnyOrder(Role.SERVER, Role.CLIENT);
        assertThat(joined.get(0).tunnel.query("hello")).isEqualTo("hello");
        contenders.forEach(Site::close);
    }

    private static Thread start(Runnable task) {
        var thread = new Thread(task);
        thread.start();
        return thread;
    }

    private static Spec spec() {
        return Spec.of("memory", ADDRESS, "test secret");
    }

    private Site site() {
        return site(spec -> {});
    }

    private Site site(Consumer<Spec.Builder> change) {
        var site = new Site.Plan(transport, ADDRESS).spec(change).build();
        sites.add(site);
        return site;
    }
}
