package io.simpleipc.it;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a process has executed: handlers write the id of each query into a file before they do anything else. A line is
 * one write to the end of the file, so it stays there whatever becomes of the process, and takes no harm from an
 * interrupt.
 */
final class LedgerBook implements AutoCloseable {
    private final FileOutputStream file;

    /** A new one, instead of what may have been there. */
    LedgerBook(Path path) throws IOException {
        Files.deleteIfExists(path);
        file = new FileOutputStream(path.toFile(), true);
    }

    /** Nothing is executed any more. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Executes {@code id:kind}, or {@code id:kind:padding}. */
    String execute(String query, CountDownLatch gate) throws Exception {
        var parts = query.split(":", 3);
        file.write((parts[0] + "\n").getBytes(StandardCharsets.UTF_8));
        switch (Ledger.Kind.valueOf(parts[1])) {
            case THROWING -> throw new IllegalArgumentException("as the query wanted it");
            case SLOW -> TimeUnit.MILLISECONDS.sleep(5); // that is what a slow handler does
            case BLOCKED -> gate.await();
            case PLAIN, LARGE -> {}
        }
        return query;
    }
}
