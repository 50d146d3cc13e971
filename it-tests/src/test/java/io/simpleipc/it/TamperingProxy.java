package io.simpleipc.it;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between two processes on tcp, lets some records of each link pass, and from then on tampers with all of them. The
 * first one of each link is counted by itself, since it is what the receiver judges; links take turns in how it is
 * treated. What follows until the receiver has closed is counted as well, but who knows how much of it was looked at.
 */
final class TamperingProxy implements Closeable {
    /** How records look on the wire. */
    enum Framing {
        /** Three handshake messages each way, then {@code length u32 ‖ body}. */
        IPC(3, 0, 200),
        /** {@code type u8 ‖ version u16 ‖ length u16 ‖ body} from the first byte; the first ones make the link. */
        TLS(0, 12, 200);

        private final int messages;
        private final int fewestHonest;
        private final int mostHonest;

        Framing(int messages, int fewestHonest, int mostHonest) {
            this.messages = messages;
            this.fewestHonest = fewestHonest;
            this.mostHonest = mostHonest;
        }

        private byte[] handshakeMessage(DataInputStream in, boolean first) throws IOException {
            var head = in.readNBytes(first ? 11 : 3);
            if (head.length < 3) {
                throw new EOFException();
            }
            return with(head, in, head.length - 2, 2);
        }

        /** Whether that byte of a record counts for nothing: TLS 1.3 sends a version that has to be ignored. */
        boolean isIdle(int index) {
            return this == TLS && (index == 1 || index == 2);
        }

        byte[] record(DataInputStream in) throws IOException {
            var head = in.readNBytes(this == IPC ? 4 : 5);
            if (head.length < 4) {
                throw new EOFException();
            }
            return this == IPC ? with(head, in, 0, 4) : with(head, in, 3, 2);
        }

        private static byte[] with(byte[] head, DataInputStream in, int at, int bytes) throws IOException {
            int length = 0;
            for (int i = at; i < at + bytes; i++) {
                length = length << 8 | head[i] & 0xff;
            }
            var all = Arrays.copyOf(head, head.length + length);
            in.readFully(all, head.length, length);
            return all;
        }
    }

    /** How many changed copies follow each record once the attack has begun: the victim reads until it closes. */
    private static final int COPIES = 40;

    private final ServerSocket listener;
    private final int target;
    private final Framing framing;
    private final long seed;
    private final AtomicLong links = new AtomicLong();
    private final Map<Treatment, AtomicLong> firsts = new EnumMap<>(Treatment.class);
    private final AtomicLong followers = new AtomicLong();
    private final Thread thread = new Thread(this::serve, "tampering proxy");

    TamperingProxy(int target, Framing framing, long seed) throws IOException {
        this.target = target;
        this.framing = framing;
        this.seed = seed;
        for (var treatment : Treatment.values()) {
            firsts.put(treatment, new AtomicLong());
        }
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    long links() {
        return links.get();
    }

    /** On how many links the first tampered record was treated so. */
    long firsts(Treatment treatment) {
        return firsts.get(treatment).get();
    }

    @Override
    public String toString() {
        long sum = firsts.values().stream().mapToLong(AtomicLong::get).sum();
        return links + " links, on " + sum + " of them a first tampered record: " + firsts + "; then " + followers
                + " more";
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var dialler = listener.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                new Link(dialler, server, links.incrementAndGet()).start();
            } catch (IOException e) {
                // closed, or the server is just not there: the dialler tries again
            }
        }
    }

    /** Both directions of one link. */
    private final class Link {
        private final Socket[] ends;
        private final byte[][] last = new byte[2][]; // the last record read from each end
        private final int victim;
        private final int honest;
        private final Random random;
        // Only the pump that tampers has to do with these.
        private Treatment next;
        private boolean first = true;

        Link(Socket dialler, Socket server, long number) throws IOException {
            ends = new Socket[] {dialler, server};
            random = new Random(seed + number);
            next = Treatment.values()[(int) (number % Treatment.values().length)];
            victim = random.nextInt(2);
            honest = framing.fewestHonest + random.nextInt(framing.mostHonest - framing.fewestHonest);
            for (var end : ends) {
                end.setTcpNoDelay(true);
            }
        }

        void start() {
            for (int i = 0; i < 2; i++) {
                int from = i;
                var pump = new Thread(() -> pump(from), "proxy pump");
                pump.setDaemon(true);
                pump.start();
            }
        }

        private void pump(int from) {
            try (var source = ends[from];
                    var sink = ends[1 - from]) {
                var in = new DataInputStream(source.getInputStream());
                var out = sink.getOutputStream();
                for (int i = 0; i < framing.messages; i++) {
                    out.write(framing.handshakeMessage(in, i == 0));
                }
                for (int i = 0; ; i++) {
                    var record = framing.record(in);
                    if (from == victim || i < honest) {
                        last[from] = record;
                        out.write(record);
                    } else {
                        attack(record, from, in, out);
                    }
                }
            } catch (IOException e) {
                // one end has closed, and so both are closed
            }
        }

        private void attack(byte[] record, int from, DataInputStream in, OutputStream out) throws IOException {
            var reflected = last[1 - from];
            var treatment = next == Treatment.REFLECTED && reflected == null ? Treatment.FLIPPED : next;
            switch (treatment) {
                case FLIPPED -> out.write(flipped(record));
                case REPLAYED -> {
                    out.write(record);
                    out.write(record);
                }
                case DROPPED -> out.write(framing.record(in));
                case SWAPPED -> {
                    out.write(framing.record(in));
                    out.write(record);
                }
                case REFLECTED -> out.write(reflected);
            }
            (first ? firsts.get(treatment) : followers).incrementAndGet();
            first = false;
            next = Treatment.any(random);
            for (int i = 0; i < COPIES; i++) {
                out.write(flipped(record));
                followers.incrementAndGet();
            }
        }

        /** In a bit that counts. */
        private byte[] flipped(byte[] record) {
            while (true) {
                var changed = Treatment.flipped(record, random);
                if (!framing.isIdle(Arrays.mismatch(changed, record))) {
                    return changed;
                }
            }
        }
    }
}
