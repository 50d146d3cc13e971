package io.simpleipc.measure;

import java.io.Closeable;
import java.util.List;

/** A workload that all subjects do in turns, a slice of time each. */
interface Sliced extends Workload {
    /** Asks until the slice is over. */
    void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception;

    /** How many times as long as usual its slices are. */
    default int slicesLonger() {
        return 1;
    }

    /**
     * So many round trips it should have made before it counts; who is slow gets some more slices for them, since what has
     * run seldom is not compiled yet.
     */
    default int warmUpTrips() {
        return 10_000;
    }

    /** Whether each slice has threads of its own: what these use up is lost with them. */
    default boolean hasOwnThreads() {
        return false;
    }

    /** Who takes turns; each subject once, unless it does several things. */
    default List<Turn> turns(List<Subject> subjects) {
        return subjects.stream()
                .map(subject -> new Turn(subject.label(), subject, this::run))
                .toList();
    }

    @Override
    default boolean suits(Placement placement) {
        return true;
    }

    @Override
    default List<Row> measure(Stage stage) throws Exception {
        return hasOwnThreads()
                ? Rounds.play(this, stage).stream()
                        .map(row -> row.without(Figure.CALLER_BYTES, Figure.CALLER_SWITCHES))
                        .toList()
                : Rounds.play(this, stage);
    }

    /**
     * Something that has its slice in each round.
     *
     * @param label for the report
     * @param subject which it is done with
     * @param work what is done
     */
    record Turn(String label, Subject subject, Work work) {}

    /** Asks until the slice is over. */
    interface Work {
        /** What is to go on during each slice; begun before its time and closed behind it. */
        default Closeable begin(Subject.Caller caller) throws Exception {
            return () -> {};
        }

        /** The same, before it counts. */
        default void warmUp(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
            run(caller, payload, slice);
        }

        void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception;
    }
}
