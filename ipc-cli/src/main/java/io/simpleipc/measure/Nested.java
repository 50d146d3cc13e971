package io.simpleipc.measure;

import java.util.List;
import java.util.stream.Stream;

/** A query whose handler asks back, the handler of which asks back, and so on; beside plain ones. */
record Nested() implements Sliced {
    private static final int DEPTH = 3;

    @Override
    public String name() {
        return "nested3";
    }

    @Override
    public String title() {
        return "queries of 64 bytes from within handlers, nested 3 deep; times of one of the three round trips";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Raw.BLOCKING);
    }

    @Override
    public List<Turn> turns(List<Subject> subjects) {
        var plain = subjects.stream().map(subject -> new Turn(subject.label(), subject, Sequential::ask));
        var nested = subjects.stream()
                .filter(Ours.class::isInstance)
                .map(subject -> new Turn(subject.label() + ", nested", subject, this::run));
        return Stream.concat(plain, nested).toList();
    }

    @Override
    public List<Figure> columns() {
        return List.of(
                Figure.PER_SECOND,
                Figure.MEAN,
                Figure.P50,
                Figure.P99,
                Figure.P999,
                Figure.OURS_TO_IT,
                Figure.RATE_TO_RAW,
                Figure.CALLER_SWITCHES,
                Figure.PEER_SWITCHES);
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        var order = payload.clone();
        order[0] = DEPTH - 1; // so often it is passed on
        long before = System.nanoTime();
        while (!slice.isOver(before)) {
            Sequential.expect(order, caller.call(order));
            long after = System.nanoTime();
            slice.record((after - before) / DEPTH, DEPTH);
            before = after;
        }
    }
}
