package io.simpleipc.benchmarks;

import java.io.Closeable;

/** Something that carries queries to another process and answers back: what is measured. */
interface Subject {
    /** For the report. */
    String label();

    /**
     * Answers every query with its own bytes, on threads of its own. For the echoing process.
     *
     * @return ends it
     */
    Closeable echo(Place place) throws Exception;

    /** Goes to the echo at the same place. For the calling process. */
    Caller caller(Place place) throws Exception;

    /** The asking end. Not thread-safe. */
    interface Caller extends Closeable {
        /** Sends a query and waits for its answer. */
        void call(byte[] payload) throws Exception;

        /** Keeps this many queries under way until the slice is over, and leaves none. */
        void keep(int inFlight, byte[] payload, Slice slice) throws Exception;
    }
}
