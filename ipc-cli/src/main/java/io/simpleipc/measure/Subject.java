package io.simpleipc.measure;

import java.io.Closeable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that carries queries to another process and answers back: what is measured. */
public interface Subject {
    /** What not every subject can do. */
    enum Ability {
        /** Has several queries under way that one thread has sent. */
        IN_FLIGHT,
        /** Serves many threads at the same time. */
        THREADS,
        /** Carries messages of 1 MiB. */
        LARGE
    }

    /** Names it in the report, on the command line and in the names of its sockets. */
    String label();

    /** Whether it can go over {@code unix} or {@code tcp}. */
    default boolean goesOver(String transport) {
        return true;
    }

    /** What a JVM must be started with for it. */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** What it can do beside one query after the other. */
    Set<Ability> abilities();

    /**
     * Answers every query with its own bytes, on threads of its own.
     *
     * @param place where to wait for the other process
     * @return ends it
     * @throws Exception if it cannot
     */
    Closeable serve(Place place) throws Exception;

    /**
     * Goes to the one that serves at the same place in the other process.
     *
     * @param place where it waits
     * @param payloadBytes how long all queries and answers will be
     * @return the asking end
     * @throws Exception if it cannot be reached
     */
    Caller connect(Place place, int payloadBytes) throws Exception;

    /** The asking end. For one thread at a time, unless the subject says {@link Ability#THREADS}. */
    interface Caller extends Closeable {
        /**
         * Sends a query and waits for its answer.
         *
         * @param payload the query
         * @return how long the answer is
         * @throws Exception if there is none
         */
        int call(byte[] payload) throws Exception;

        /**
         * Sends a query and does not wait.
         *
         * @param payload the query
         * @param then hears of the answer
         * @throws Exception if it cannot be sent
         */
        default void callAsync(byte[] payload, Answered then) throws Exception {
            throw new UnsupportedOperationException();
        }

        /**
         * A caller for another thread, beside this one: this one itself, where it serves many threads.
         *
         * @param index which one, from zero; asked for again, it is the same
         * @param payloadBytes how long its queries will be
         * @return the caller, closed together with this one
         * @throws Exception if there can be none
         */
        default Caller another(int index, int payloadBytes) throws Exception {
            return this;
        }

        /**
         * Keeps a number of queries under way until the slice is over, and leaves none.
         *
         * @param inFlight how many
         * @param payload each of them
         * @param slice counts the answers
         * @throws Exception if one fails
         */
        default void keep(int inFlight, byte[] payload, Slice slice) throws Exception {
            Chain.keep(this, inFlight, payload, slice);
        }
    }

    /** Hears of an answer, on any thread. */
    interface Answered {
        /**
         * The answer is there, or there will be none.
         *
         * @param length of the answer
         * @param problem why there is none, or null
         */
        void answered(int length, @Nullable Throwable problem);
    }
}
