package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.ConnectionState;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.Deadline;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server's door and seat: dead peers, lost claims, trouble while accepting. */
@Timeout(60)
final class ServingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    @Test
    void aHalfOpenPeerIsEvictedByAnotherProcessAfterASecond() throws Exception {
        var server = connected();
        connected(spec -> spec.reconnect(Reconnect.OFF));
        server.heard.next("listening");
        server.heard.next("connected");
        swallowEverything(server, 0);

        var newcomer = site(spec -> {});
        long start = System.nanoTime();
        newcomer.tunnel.connect(SOON);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        server.heard.next("disconnected");
        server.heard.next("connected");
        assertThat(newcomer.tunnel.query("mine now")).isEqualTo("mine now");
    }

    @Test
    void aLivingPeerIsNotEvictedHoweverManyAsk() throws Exception {
        var server = connected();
        var client = connected();
        for (int i = 0; i < 20; i++) {
            var third = site(spec -> {});
            org.assertj.core.api.Assertions.assertThatThrownBy(third.tunnel::connect)
                    .isInstanceOf(PeerBusyException.class);
        }

        assertThat(client.tunnel.query("still mine")).isEqualTo("still mine");
        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.nothingFor(Duration.ofMillis(50));
    }

    @Test
    void aPeerThatComesBackSupersedesItsOwnHalfOpenLinkAtOnce() throws Exception {
        var server = connected();
        var client = connected();
        server.heard.next("listening");
        server.heard.next("connected");
        client.heard.next("connected");
        swallowEverything(server, 0);

        long start = System.nanoTime();
        client.endpoint.dialled.get(0).close();
        client.heard.next("disconnected");
        client.heard.next("connected");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
        server.heard.next("disconnected");
        server.heard.next("connected");
        assertThat(client.tunnel.query("back")).isEqualTo("back");
        assertThat(server.tunnel.query("welcome")).isEqualTo("welcome");
    }

    @Test
    void aLostClaimMakesBothSidesMeetAgain() throws Exception {
        var server = site(spec -> {});
        server.endpoint.checkInterval = Duration.ofMillis(20);
        server.tunnel.connect();
        var client = connected();
        server.heard.next("listening");
        server.heard.next("connected");
        client.heard.next("connected");

        server.endpoint.claimStands = false;

        server.heard.next("disconnected");
        client.heard.next("disconnected");
        assertThat(server.tunnel.awaitConnected(SOON)).isTrue();
        assertThat(client.tunnel.awaitConnected(SOON)).isTrue();
        assertThat(List.of(server.tunnel.role(), client.tunnel.role()))
                .containsExactlyInAnyOrder(Role.SERVER, Role.CLIENT);
    }

    @Test
    void theClaimIsLookedAfterWhenTheLinkIsLost() throws Exception {
        var server = connected();
        var client = connected();
        server.heard.next("listening");
        server.heard.next("connected");

        server.endpoint.claimStands = false;
        client.close();

        server.heard.next("disconnected");
        server.heard.next("listening");
        server.heard.next("listening");
        assertThat(server.endpoint.listens).hasValue(2);
    }

    @Test
    void aListenerThatSomebodyElseClosedIsReplaced() throws Exception {
        var server = connected();
        server.heard.next("listening");

        server.endpoint.acceptor.close();

        server.heard.next("listening");
        connected();
        server.heard.next("connected");
    }

    @Test
    void troubleWhileAcceptingIsSatOutWithoutABusyLoop() throws Exception {
        var server = connected();
        server.endpoint.acceptFailure = new IOException("Too many open files");
        var client = site(spec -> {});
        var call = new FutureTask<Void>(() -> client.tunnel.connect(SOON), null);
        new Thread(call).start();
        server.endpoint.awaitNewcomers(4);

        server.endpoint.acceptFailure = null;

        call.get();
        assertThat(server.endpoint.accepts.get()).isLessThan(20);
        assertThat(server.tunnel.awaitConnected(SOON)).isTrue();
    }

    @Test
    void aSilentStrangerDoesNotKeepAnybodyOut() throws Exception {
        var server = connected();
        try (var stranger = server.endpoint.connect(Deadline.after(SOON))) {
            var client = connected();

            assertThat(client.tunnel.query("hello")).isEqualTo("hello");
            assertThat(stranger).isNotNull();
        }
        assertThat(server.tunnel.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    /** From now on nothing passes, either way, and not even the end of the link. */
    private static void swallowEverything(Site server, int accepted) {
        server.endpoint.accepted.get(accepted).stallReads(true).stallWrites(true);
    }

    private Site connected() {
        return connected(spec -> {});
    }

    private Site connected(Consumer<Spec.Builder> change) {
        var site = site(change);
        site.tunnel.connect();
        return site;
    }

    private Site site(Consumer<Spec.Builder> change) {
        var site = new Site.Plan(transport, "serving").spec(change).build();
        sites.add(site);
        return site;
    }
}
