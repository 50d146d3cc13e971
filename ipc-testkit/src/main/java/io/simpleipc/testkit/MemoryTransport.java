package io.simpleipc.testkit;

import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Options;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A transport inside this process, of type {@code memory}. Any address will do; it means something only to endpoints of
 * the same object. Not registered as a service: a test makes one and hands it over. Thread-safe.
 */
public final class MemoryTransport implements Transport {
    private static final int BACKLOG = 128;
    private static final int DEFAULT_CAPACITY = 64 * 1024;

    private final int capacity;

    // Guards all below, and the state of the acceptors. No call from here waits while it is held, but for accept().
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, MemoryAcceptor> acceptors = new HashMap<>();
    private final List<MemoryPipe> pipes = new ArrayList<>();
    private long links;

    /** A transport whose pipes hold 64 KiB in each direction. */
    public MemoryTransport() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * A transport.
     *
     * @param capacity how many bytes its pipes hold in each direction, at least 1
     */
    public MemoryTransport(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public Set<String> types() {
        return Set.of("memory");
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        Options.of(spec);
        return new MemoryEndpoint(spec.address());
    }

    /** Closes every pipe at both ends, as a death of the network would. Listeners stay. */
    public void cutAllPipes() {
        lock.lock();
        try {
            pipes.forEach(Pipe::close);
            pipes.clear();
        } finally {
            lock.unlock();
        }
    }

    private final class MemoryEndpoint implements Endpoint {
        private final String address;

        private MemoryEndpoint(String address) {
            this.address = address;
        }

        @Override
        public String description() {
            return "memory:" + address;
        }

        @Override
        public Acceptor listen() throws AddressInUseException {
            lock.lock();
            try {
                var acceptor = new MemoryAcceptor(address);
                if (acceptors.putIfAbsent(address, acceptor) != null) {
                    throw new AddressInUseException(description() + " is taken", null);
                }
                return acceptor;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Pipe connect(Deadline deadline) throws IOException {
            lock.lock();
            try {
                var acceptor = acceptors.get(address);
                if (acceptor == null) {
                    throw new NoListenerException("nobody listens at " + description(), null);
                }
                if (acceptor.newcomers.size() == BACKLOG) {
                    throw new IOException("the listener at " + description() + " does not accept");
                }
                var link = ByteBuffer.allocate(Long.BYTES).putLong(links++).array();
                var pair = MemoryPipe.pair(capacity, ChannelBinding.of("memory", link));
                pipes.add(pair.one());
                pipes.add(pair.other());
                acceptor.newcomers.add(pair.other());
                acceptor.changed.signalAll();
                return pair.one();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class MemoryAcceptor implements Acceptor {
        private final String address;
        private final Condition changed = lock.newCondition();
        private final Queue<MemoryPipe> newcomers = new ArrayDeque<>();
        private int accepting;
        private boolean closed;

        private MemoryAcceptor(String address) {
            this.address = address;
        }

        @Override
        public Pipe accept() throws IOException {
            lock.lock();
            accepting++;
            try {
                while (newcomers.isEmpty() && !closed) {
                    changed.awaitUninterruptibly();
                }
                if (closed) {
                    throw new ClosedChannelException();
                }
                return newcomers.remove();
            } finally {
                accepting--;
                changed.signalAll();
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                acceptors.remove(address, this);
                newcomers.forEach(Pipe::close);
                newcomers.clear();
                changed.signalAll();
                while (accepting > 0) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
