package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.FaultyPipe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An endpoint in between, which sees every pipe and makes faults when told to. */
final class WatchedEndpoint implements Endpoint {
    private static final long PATIENCE_SECONDS = 20;

    final List<FaultyPipe> dialled = new CopyOnWriteArrayList<>();
    final List<FaultyPipe> accepted = new CopyOnWriteArrayList<>();
    final AtomicInteger listens = new AtomicInteger();
    final AtomicInteger dials = new AtomicInteger();
    final AtomicInteger accepts = new AtomicInteger();

    volatile @Nullable IOException dialFailure;
    volatile @Nullable IOException acceptFailure;
    volatile boolean claimStands = true;
    volatile Duration checkInterval = Duration.ZERO;
    volatile @Nullable Acceptor acceptor;

    /** See each pipe before it is used, and may wrap it. */
    volatile Function<FaultyPipe, Pipe> onDialled = pipe -> pipe;

    volatile Function<FaultyPipe, Pipe> onAccepted = pipe -> pipe;

    private final Semaphore reached = new Semaphore(0);
    private final Semaphore newcomers = new Semaphore(0);
    private final Endpoint endpoint;

    WatchedEndpoint(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public String description() {
        return endpoint.description();
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        dials.incrementAndGet();
        throwIfSet(dialFailure);
        var pipe = new FaultyPipe(endpoint.connect(deadline));
        dialled.add(pipe);
        reached.release();
        return onDialled.apply(pipe);
    }

    /** Waits for a dial that reached somebody; each is waited for once. */
    void awaitDial() throws InterruptedException {
        assertThat(reached.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Waits for so many newcomers, those that were lost included; each is waited for once. */
    void awaitNewcomers(int count) throws InterruptedException {
        assertThat(newcomers.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    @Override
    public Acceptor listen() throws IOException {
        listens.incrementAndGet();
        var claim = endpoint.listen();
        claimStands = true;
        acceptor = claim;
        return new Acceptor() {
            @Override
            public Pipe accept() throws IOException {
                var pipe = new FaultyPipe(claim.accept());
                accepts.incrementAndGet();
                newcomers.release();
                if (acceptFailure != null) {
                    pipe.close();
                    throwIfSet(acceptFailure);
                }
                accepted.add(pipe);
                return onAccepted.apply(pipe);
            }

            @Override
            public Duration checkInterval() {
                return checkInterval;
            }

            @Override
            public boolean check() {
                return claimStands;
            }

            @Override
            public void close() throws IOException {
                claim.close();
            }
        };
    }

    private static void throwIfSet(@Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
