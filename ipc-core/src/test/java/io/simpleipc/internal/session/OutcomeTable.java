package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.IpcException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How often each query was executed, and what its caller was told: do they agree? Thread-safe. */
public final class OutcomeTable {
    private static final String ANSWERED = "answered";

    private final Map<String, Integer> executions = new ConcurrentHashMap<>();
    private final Map<String, String> outcomes = new ConcurrentHashMap<>();

    /** By a handler, first of all. */
    public void executes(String id) {
        executions.merge(id, 1, Integer::sum);
    }

    /** By a caller that has its answer. */
    public void isAnswered(String id) {
        ends(id, ANSWERED);
    }

    /** By a caller that has none. */
    public void fails(String id, IpcException how) {
        ends(id, how.outcome().name());
    }

    private void ends(String id, String how) {
        assertThat(outcomes.put(id, how)).as("earlier outcome of " + id).isNull();
    }

    /** To be called when no handler can start any more; adds what happened to the counts. */
    public void assertTrue(String when, Map<String, Integer> counts) {
        assertThat(outcomes.keySet()).as(when).containsAll(executions.keySet());
        outcomes.forEach((id, how) -> {
            var executed = assertThat(executions.getOrDefault(id, 0)).as(when + ": executions of " + id + ", " + how);
            switch (how) {
                case ANSWERED, "EXECUTED" -> executed.isOne();
                case "NOT_EXECUTED" -> executed.isZero();
                default -> executed.isBetween(0, 1);
            }
            counts.merge(how, 1, Integer::sum);
        });
    }

    /** Where to count. */
    public static Map<String, Integer> counts() {
        return new TreeMap<>();
    }
}
