package io.simpleipc;

import io.simpleipc.spi.HandlerScope;
import java.time.Duration;

/**
 * What a running handler can know about the query it answers. Thread-safe; valid until the handler returns.
 *
 * <p>A query that the handler itself sends is never given more time than its own asker still waits.
 */
public interface QueryContext {
    /**
     * The query that the current thread is answering.
     *
     * @return the innermost one
     * @throws IllegalStateException if the current thread runs no handler
     */
    static QueryContext current() {
        var context = HandlerScope.current();
        if (context == null) {
            throw new IllegalStateException("this thread runs no query handler; call QueryContext.current() from within"
                    + " QueryHandler.handle, on the thread that called it");
        }
        return context;
    }

    /**
     * How long the asker is still willing to wait.
     *
     * @return the time left, zero when it has passed
     */
    Duration remaining();

    /**
     * Whether nobody waits for the answer any more: the asker cancelled, timed out or is gone.
     *
     * @return true if the handler may stop
     */
    boolean isCancelled();
}
