package io.simpleipc.measure;

import java.util.List;

/** What is asked of the subjects, and what is to be learnt from it. */
public interface Workload {
    /** How long queries are where their length does not matter. */
    int SMALL = 64;

    /** Names it on the command line. */
    String name();

    /** Says what it is. */
    String title();

    /** How long each query and each answer is. */
    default int payloadBytes() {
        return SMALL;
    }

    /** Ours, in all that are of interest here, and what the machine can do. */
    List<Subject> subjects();

    /** Whether it can be asked of somebody else and is worth it. */
    default boolean suits(Subject peer) {
        return false;
    }

    /** Whether it is measured with the processes placed like this. */
    default boolean suits(Placement placement) {
        return placement.name().equals(Placement.FREE);
    }

    /** What its table shows. */
    List<Figure> columns();

    /**
     * Measures, in the calling process; the other one serves already.
     *
     * @param stage who meets where
     * @return rows for the table
     * @throws Exception if something fails
     */
    List<Row> measure(Stage stage) throws Exception;
}
