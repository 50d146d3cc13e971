package io.simpleipc.measure;

import java.util.List;

/**
 * One query after the other, on one thread.
 *
 * @param name on the command line
 * @param payloadBytes of how many bytes
 * @param subjects of ours and bare sockets
 */
record Sequential(String name, int payloadBytes, List<Subject> subjects) implements Sliced {
    private static final int LARGE = 1 << 20;

    @Override
    public String title() {
        return payloadBytes == SMALL
                ? "one query of 64 bytes after the other"
                : "one query of " + payloadBytes / 1024 + " KiB after the other";
    }

    @Override
    public boolean suits(Subject peer) {
        return payloadBytes == SMALL
                || (payloadBytes == LARGE && peer.abilities().contains(Subject.Ability.LARGE));
    }

    @Override
    public int warmUpTrips() {
        return payloadBytes < LARGE ? Sliced.super.warmUpTrips() : 100;
    }

    @Override
    public int slicesLonger() {
        return payloadBytes > LARGE ? 4 : 1;
    }

    @Override
    public List<Figure> columns() {
        return payloadBytes == SMALL ? Columns.LATENCY : Columns.BULK;
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        ask(caller, payload, slice);
    }

    static void ask(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        long before = System.nanoTime();
        while (!slice.isOver(before)) {
            expect(payload, caller.call(payload));
            long after = System.nanoTime();
            slice.record(after - before, 1);
            before = after;
        }
    }

    static void expect(byte[] payload, int length) {
        if (length != payload.length) {
            throw new IllegalStateException("an answer of " + length + " bytes");
        }
    }
}
