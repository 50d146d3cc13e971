package io.simpleipc.measure;

import java.util.List;

/**
 * A number of queries under way at the same time, sent without waiting.
 *
 * @param queries how many
 */
record InFlight(int queries) implements Sliced {
    @Override
    public String name() {
        return "async" + queries;
    }

    @Override
    public String title() {
        return queries + (queries == 1 ? " query" : " queries") + " of 64 bytes in flight";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Raw.BLOCKING, Raw.HYBRID);
    }

    @Override
    public boolean suits(Subject peer) {
        return queries > 1 && peer.abilities().contains(Subject.Ability.IN_FLIGHT);
    }

    /** So fast that what is not compiled well yet is most of what a slice would measure. */
    @Override
    public int warmUpTrips() {
        return queries > 1 ? 3_000_000 : Sliced.super.warmUpTrips();
    }

    @Override
    public List<Figure> columns() {
        return Columns.RATE;
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        caller.keep(queries, payload, slice);
    }
}
