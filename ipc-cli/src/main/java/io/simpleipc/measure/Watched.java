package io.simpleipc.measure;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What it costs to watch a connection. Who is not watched has two turns, so that it is seen how far two turns of the same
 * differ.
 *
 * @param queries under way at the same time; 1 is one after the other
 */
record Watched(int queries) implements Sliced {
    @Override
    public String name() {
        return queries == 1 ? "watched" : "watched" + queries;
    }

    @Override
    public String title() {
        return (queries == 1 ? "one query of 64 bytes after the other" : queries + " queries of 64 bytes in flight")
                + ", watched and not";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Ours.LISTENED, Raw.BLOCKING);
    }

    /** Long enough to be looked at twice. */
    @Override
    public int slicesLonger() {
        return 2;
    }

    @Override
    public boolean suits(Placement placement) {
        return placement.name().equals(Placement.FREE);
    }

    @Override
    public List<Figure> columns() {
        return Columns.WATCHED;
    }

    @Override
    public List<Turn> turns(List<Subject> subjects) {
        var turns = new ArrayList<Turn>();
        for (var subject : subjects) {
            if (subject.equals(Ours.LISTENED)) {
                turns.add(new Turn(
                        subject.label() + "+snapshots",
                        subject,
                        new With(caller -> new Looks(((OurCaller) caller).connection()))));
                continue;
            }
            turns.add(new Turn(subject.label(), subject, this::run));
            if (subject.equals(Ours.PLAIN)) {
                turns.add(new Turn("ours, again", subject, this::run));
                turns.add(new Turn("ours+jfr", subject, new With(caller -> FlightRecording.start(false))));
                turns.add(new Turn("ours+jfr, each query", subject, new With(caller -> FlightRecording.start(true))));
            }
        }
        return List.copyOf(turns);
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        if (queries == 1) {
            Sequential.ask(caller, payload, slice);
        } else {
            caller.keep(queries, payload, slice);
        }
    }

    /** The same while something watches. */
    private final class With implements Work {
        private final Function<Subject.Caller, Closeable> watching;

        With(Function<Subject.Caller, Closeable> watching) {
            this.watching = watching;
        }

        @Override
        public Closeable begin(Subject.Caller caller) {
            return watching.apply(caller);
        }

        @Override
        public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
            Watched.this.run(caller, payload, slice);
        }
    }
}
