package io.simpleipc.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a person or a program has to say, line by line. */
interface Lines extends AutoCloseable {
    /**
     * Waits for the next one. Of a line that is longer than can be sent only so much is kept that it is still too long.
     *
     * @return without its line break, or null at the end
     */
    @Nullable
    String next() throws IOException;

    /** Writes something to the terminal at which the line may be half typed. */
    default void aside(Runnable writing) {
        writing.run();
    }

    @Override
    default void close() {}
}
