package io.simpleipc.internal;

import io.simpleipc.test.Property;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** Plays a few calls by two threads in many orders, and compares what they return with a model that knows one thread only. */
public final class Interleavings {
    /** As many as a tenth of the rounds of a {@link Property}. */
    private static final int SCENARIOS = Math.max(1, Integer.getInteger("ipc.rounds.properties", 100) / 10);

    private static final int ORDERS = 60;

    private Interleavings() {}

    /**
     * Fails if there is an order of steps whose results no order of whole calls explains.
     *
     * @param real its methods that are operations are called
     * @param model has the same methods
     */
    public static void check(Class<?> real, Class<?> model) {
        long start = System.nanoTime();
        new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(ORDERS)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .sequentialSpecification(model)
                .check(real);
        System.out.printf(
                "[%s] %d scenarios, %d orders each at most, %d ms%n",
                real.getName(), SCENARIOS, ORDERS, (System.nanoTime() - start) / 1_000_000);
    }
}
