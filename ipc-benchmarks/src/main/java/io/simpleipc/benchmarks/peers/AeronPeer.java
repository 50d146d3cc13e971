package io.simpleipc.benchmarks.peers;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.ReservedValueSupplier;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;
import io.simpleipc.measure.Place;
import io.simpleipc.measure.Slice;
import io.simpleipc.measure.Subject;
import java.io.Closeable;
import java.io.InterruptedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron IPC: through shared memory, no socket at all, so it is shown beside and not compared with. Who waits for a message
 * backs off, as is the default, or looks for it all the time.
 *
 * @param spinning whether it looks all the time
 */
record AeronPeer(boolean spinning) implements Subject {
    static final String WAITING = "aeron";
    static final String SPINNING = "aeron-spin";

    private static final String CHANNEL = "aeron:ipc";
    private static final int QUERIES = 1;
    private static final int ANSWERS = 2;
    private static final int TERM_BYTES = 32 << 20; // a message may have an eighth of it
    private static final int FRAGMENTS = 64;

    @Override
    public String label() {
        return spinning ? SPINNING : WAITING;
    }

    @Override
    public boolean goesOver(String transport) {
        return transport.equals("unix");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.of(Ability.IN_FLIGHT, Ability.LARGE);
    }

    /** It works on memory outside of the heap by what the JDK keeps for itself. */
    @Override
    public List<String> jvmOptions() {
        return List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    }

    private String directory(Place place) {
        return place.file(label()).toString();
    }

    private IdleStrategy idle() {
        return spinning ? new BusySpinIdleStrategy() : new BackoffIdleStrategy();
    }

    @Override
    public Closeable serve(Place place) {
        var driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                .aeronDirectoryName(directory(place))
                .threadingMode(ThreadingMode.SHARED)
                .ipcTermBufferLength(TERM_BYTES)
                .dirDeleteOnStart(true));
        var link = new Link(place, QUERIES, ANSWERS);
        var ends = new AtomicBoolean();
        var thread = new Thread(() -> answerAll(link, ends), label());
        thread.setDaemon(true);
        thread.start();
        return () -> {
            ends.set(true);
            awaitEnd(thread); // who polls memory that is mapped no more crashes the JVM
            link.aeron.close(); // before the driver, without which it ends the JVM
            driver.close();
        };
    }

    private static void awaitEnd(Thread thread) throws InterruptedIOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + thread.getName() + " was to end");
        }
    }

    private void answerAll(Link link, AtomicBoolean ends) {
        var idle = idle();
        var asker = new Tag();
        var assembler = new FragmentAssembler((buffer, offset, length, header) -> {
            asker.value = header.reservedValue();
            while (link.publication.offer(buffer, offset, length, asker) < 0 && !ends.get()) {
                Thread.onSpinWait();
            }
        });
        while (!ends.get()) {
            idle.idle(link.subscription.poll(assembler, FRAGMENTS));
        }
    }

    /** Goes with each message: whose query it is. A caller may hear again what the one before it has heard. */
    private static final class Tag implements ReservedValueSupplier {
        private long value;

        @Override
        public long get(DirectBuffer term, int offset, int length) {
            return value;
        }
    }

    @Override
    public Caller connect(Place place, int payloadBytes) {
        return new AeronCaller(new Link(place, ANSWERS, QUERIES));
    }

    /** One end: hears one stream, writes the other. */
    private final class Link {
        final Aeron aeron;
        final Subscription subscription;
        final Publication publication;

        Link(Place place, int heard, int written) {
            aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory(place)));
            subscription = aeron.addSubscription(CHANNEL, heard);
            publication = aeron.addPublication(CHANNEL, written);
        }
    }

    private final class AeronCaller implements Caller {
        private final Link link;
        private final IdleStrategy idle = idle();
        private final UnsafeBuffer out = new UnsafeBuffer(new byte[0]);
        private final FragmentAssembler assembler = new FragmentAssembler(this::received);
        private final Tag self = new Tag();
        private int received;
        private int length;

        AeronCaller(Link link) {
            this.link = link;
            this.self.value = link.aeron.nextCorrelationId();
            while (!link.publication.isConnected() || !link.subscription.isConnected()) {
                Thread.onSpinWait();
            }
        }

        private void received(DirectBuffer buffer, int offset, int bytes, Header header) {
            if (header.reservedValue() != self.value) {
                return;
            }
            var answer = new byte[bytes];
            buffer.getBytes(offset, answer);
            length = answer.length;
            received++;
        }

        @Override
        public int call(byte[] payload) {
            send(payload);
            return receive();
        }

        private void send(byte[] payload) {
            out.wrap(payload);
            while (link.publication.offer(out, 0, payload.length, self) < 0) {
                Thread.onSpinWait();
            }
        }

        private int receive() {
            while (received == 0) {
                idle.idle(link.subscription.poll(assembler, FRAGMENTS));
            }
            received--;
            return length;
        }

        @Override
        public void keep(int inFlight, byte[] payload, Slice slice) throws Exception {
            Window.keep(inFlight, slice, () -> send(payload), this::receive);
        }

        @Override
        public void close() {
            link.aeron.close();
        }
    }
}
