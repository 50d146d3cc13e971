package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.QueryContext;
import io.simpleipc.QueryHandler;
import io.simpleipc.Reconnect;
import io.simpleipc.spi.Deadline;
import io.simpleipc.testkit.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/** Sites that meet again after a cut, and handlers that tell what they have executed. */
abstract class ResumingSites {
    static final Duration LONG = Duration.ofSeconds(30);
    static final int TOO_LARGE_TO_KEEP = (1 << 20) + 1;
    static final int KEPT = 1_024;

    final MemoryTransport transport = new MemoryTransport();
    final List<Site> sites = new ArrayList<>();
    final List<String> executed = new CopyOnWriteArrayList<>();
    final Semaphore started = new Semaphore(0);
    final BlockingQueue<Thread> largeOnes = new LinkedBlockingQueue<>();
    final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void closeAll() {
        release.countDown();
        sites.forEach(Site::close);
    }

    Site server() {
        return client();
    }

    Site client() {
        var own = new Site[1];
        own[0] = add(plan().onQuery(handler(() -> own[0])).build());
        own[0].tunnel.connect(LONG);
        if (sites.size() > 1) {
            assertThat(sites.get(0).tunnel.awaitConnected(LONG)).isTrue();
        }
        return own[0];
    }

    Site.Plan plan() {
        return new Site.Plan(transport, "resume")
                .onQuery(handler(() -> 0))
                .spec(spec -> spec.queryTimeout(LONG)
                        .maxInFlight(2 * KEPT)
                        .reconnect(new Reconnect(true, 0, Duration.ofMillis(5))));
    }

    Site add(Site site) {
        sites.add(site);
        return site;
    }

    QueryHandler handler(Supplier<Object> self) {
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

    void awaitStarted(int count) throws InterruptedException {
        assertThat(started.tryAcquire(count, 20, TimeUnit.SECONDS)).isTrue();
    }

    /** Cuts, and waits until both are joined again. */
    void cut(Site server, Site client) {
        int links = server.endpoint.accepts.get();
        transport.cutAllPipes();
        var deadline = Deadline.after(LONG);
        while (server.endpoint.accepts.get() == links || !client.tunnel.isConnected() || !server.tunnel.isConnected()) {
            assertThat(deadline.hasPassed()).isFalse();
            Thread.onSpinWait();
        }
    }
}
