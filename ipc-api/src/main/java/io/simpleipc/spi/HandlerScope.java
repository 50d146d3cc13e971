package io.simpleipc.spi;

import io.simpleipc.QueryContext;
import org.jspecify.annotations.Nullable;

/**
 * Ties the context of a query to the thread that answers it, so that {@link QueryContext#current()} finds it. For
 * engines; applications have no use for it.
 */
public final class HandlerScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable QueryContext> CURRENT = new ThreadLocal<>();

    private final @Nullable QueryContext outer;

    private HandlerScope(@Nullable QueryContext outer) {
        this.outer = outer;
    }

    /**
     * Makes a context the current one of this thread until the scope is closed, by the same thread.
     *
     * @param context of the query about to be answered
     * @return to be closed when the handler has returned
     */
    public static HandlerScope enter(QueryContext context) {
        var scope = new HandlerScope(CURRENT.get());
        CURRENT.set(context);
        return scope;
    }

    /**
     * The context of the query that this thread answers.
     *
     * @return the innermost one, or null if it answers none
     */
    public static @Nullable QueryContext current() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        // Not remove(): that costs more than the handler of a small query, and null holds on to nothing.
        CURRENT.set(outer);
    }
}
