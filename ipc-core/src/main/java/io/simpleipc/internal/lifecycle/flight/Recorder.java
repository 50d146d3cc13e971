package io.simpleipc.internal.lifecycle.flight;

import io.simpleipc.IpcException;
import io.simpleipc.Refusal;
import io.simpleipc.Role;

/**
 * Records what happens to one connection, where somebody records: never a payload, never a secret. As long as nobody does,
 * asking whether it {@link #records()} is all it costs. Thread-safe.
 */
public interface Recorder {
    /** For a Java runtime without flight recorder. */
    Recorder NONE = new Recorder() {};

    /**
     * The recorder of this JVM.
     *
     * @param address the endpoint's description
     * @return {@link #NONE} if it has none
     */
    static Recorder at(String address) {
        return at(address, "jdk.jfr.Event");
    }

    /** The same, where a test names the class by which a flight recorder is known. */
    static Recorder at(String address, String sign) {
        try {
            Class.forName(sign, false, Recorder.class.getClassLoader());
            return new FlightRecorderOfJvm(address);
        } catch (ClassNotFoundException e) {
            return NONE;
        }
    }

    /**
     * Whether queries are recorded at present.
     *
     * @return false also if a recording runs that leaves them out
     */
    default boolean records() {
        return false;
    }

    /**
     * A query begins; to be called while queries are recorded.
     *
     * @param bytes its size
     * @return hears how it ends, on any thread
     */
    default QueryRecord query(int bytes) {
        return QueryRecord.NONE;
    }

    /**
     * A link is lost.
     *
     * @param cause why
     * @return hears when there is another one, on any thread
     */
    default Outage outage(IpcException cause) {
        return Outage.NONE;
    }

    /** This process has become server. */
    default void promoted() {}

    /**
     * Somebody was not let in.
     *
     * @param why what was wrong
     * @param count how many of them
     */
    default void refused(Refusal why, int count) {}

    /** One query that is recorded. */
    interface QueryRecord {
        /** Of a query that is not. */
        QueryRecord NONE = new QueryRecord() {};

        /**
         * It returns its answer.
         *
         * @param bytes of the answer
         */
        default void answered(int bytes) {}

        /**
         * It throws.
         *
         * @param failure what; only its kind is recorded
         */
        default void failed(Throwable failure) {}
    }

    /** The time from one link to the next. */
    interface Outage {
        /** Of a connection that is not recorded. */
        Outage NONE = new Outage() {};

        /**
         * There is a peer again.
         *
         * @param role of this side
         * @param peer its process id
         */
        default void over(Role role, long peer) {}
    }
}
