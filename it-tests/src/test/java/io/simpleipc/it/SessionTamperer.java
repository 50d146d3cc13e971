package io.simpleipc.it;

import io.simpleipc.it.TamperingProxy.Framing;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Stands between the two sides of {@link JudgedSessions}, and in both directions of nine sessions of ten tampers with one
 * record, after one to three honest ones and before the rest. Remembers what it did. Used by the test's thread.
 */
final class SessionTamperer implements Closeable {
    private static final int HONEST_OF = 10;
    private static final int PATIENCE_MILLIS = 20_000;

    /**
     * What the proxy did to one direction of one session.
     *
     * @param treatment null if nothing
     * @param honest how many records passed before
     * @param harmless whether a bit was flipped that no receiver may look at
     */
    record Case(Treatment treatment, int honest, boolean harmless) {}

    private final ServerSocket listener = new ServerSocket();
    private final long seed;
    private final List<List<Case>> cases = List.of(new ArrayList<>(), new ArrayList<>());

    SessionTamperer(long seed) throws IOException {
        this.seed = seed;
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What became of the records for one side, session by session. */
    List<Case> casesFor(boolean dialler) {
        return cases.get(dialler ? 1 : 0);
    }

    /** How many sessions it takes to tamper with so many records. */
    static int sessions(int tampered) {
        return (tampered + 1) / 2 * HONEST_OF / (HONEST_OF - 1) + 1;
    }

    /** Waits for both sides and serves them to the end. */
    void serve(int sessions, Sealing sealing) throws IOException {
        try (var one = listener.accept();
                var other = listener.accept()) {
            var first = new Side(one);
            var second = new Side(other);
            var sides = first.dialler ? new Side[] {second, first} : new Side[] {first, second};
            for (int number = 0; number < sessions; number += JudgedSessions.AT_ONCE) {
                int count = Math.min(sessions - number, JudgedSessions.AT_ONCE);
                for (int round = 0; round < sealing.rounds(); round++) {
                    read(sides, count);
                    for (int to = 0; to < 2; to++) {
                        for (var step : sides[1 - to].block) {
                            JudgedSessions.write(sides[to].out, step);
                        }
                        sides[to].out.flush();
                    }
                }
                read(sides, count);
                for (int i = 0; i < count; i++) {
                    var framing = sealing.framing();
                    var records = new byte[][][] {sides[0].records(i, framing), sides[1].records(i, framing)};
                    for (int to = 0; to < 2; to++) {
                        JudgedSessions.write(
                                sides[to].out, tamper(records[1 - to], records[to], number + i, to, framing));
                    }
                }
                sides[0].out.flush();
                sides[1].out.flush();
            }
        }
    }

    /** Neither side waits for the other while it speaks. */
    private static void read(Side[] sides, int count) throws IOException {
        sides[0].read(count);
        sides[1].read(count);
    }

    private byte[] tamper(byte[][] records, byte[][] own, int number, int to, Framing framing) {
        var random = new Random(new SplittableRandom(seed + 2L * number + to).nextLong());
        boolean isHonest = number % HONEST_OF == HONEST_OF - 1;
        int at = isHonest ? records.length : 1 + random.nextInt(records.length - 2);
        var stream = new ByteArrayOutputStream();
        write(stream, records, 0, at);
        var treatment = isHonest ? null : Treatment.any(random);
        int honest = at;
        boolean harmless = false;
        if (treatment != null) {
            switch (treatment) {
                case FLIPPED -> {
                    var flipped = Treatment.flipped(records[at], random);
                    harmless = framing.isIdle(Arrays.mismatch(flipped, records[at]));
                    stream.writeBytes(flipped);
                    at++;
                }
                case REPLAYED -> stream.writeBytes(records[random.nextInt(at)]);
                case DROPPED -> at++;
                case SWAPPED -> {
                    stream.writeBytes(records[at + 1]);
                    stream.writeBytes(records[at]);
                    at += 2;
                }
                case REFLECTED -> stream.writeBytes(own[at++]);
            }
            write(stream, records, at, records.length);
        }
        cases.get(to).add(new Case(treatment, honest, harmless));
        return stream.toByteArray();
    }

    private static void write(ByteArrayOutputStream stream, byte[][] records, int from, int to) {
        for (int i = from; i < to; i++) {
            stream.writeBytes(records[i]);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static final class Side {
        private final DataInputStream in;
        private final DataOutputStream out;
        private final boolean dialler;
        private final List<byte[]> block = new ArrayList<>();

        Side(Socket socket) throws IOException {
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            dialler = in.readBoolean();
        }

        /** What all sessions of a block say at once. */
        void read(int sessions) throws IOException {
            block.clear();
            for (int i = 0; i < sessions; i++) {
                block.add(JudgedSessions.read(in));
            }
        }

        byte[][] records(int index, Framing framing) throws IOException {
            var bytes = new ByteArrayInputStream(block.get(index));
            var stream = new DataInputStream(bytes);
            var records = new byte[JudgedSession.RECORDS][];
            for (int i = 0; i < records.length; i++) {
                records[i] = framing.record(stream);
            }
            if (bytes.available() > 0) {
                throw new IOException(bytes.available() + " bytes behind " + records.length + " records");
            }
            return records;
        }
    }
}
