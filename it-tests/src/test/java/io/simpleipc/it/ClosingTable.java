package io.simpleipc.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * At the end of all tests between JVMs, a table of what they have played. Each test adds a line to a file of its run,
 * which all JVMs that run tests beside each other share; the last one prints. Found by ServiceLoader, so that no test
 * has to name it.
 */
public final class ClosingTable implements BeforeAllCallback, AfterAllCallback, TestWatcher {
    /** Maven says another file for each run. Without one (in an IDE) there is no table. */
    private static final String FILE = System.getProperty("ipc.played", "");

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!FILE.isEmpty()) {
            context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(ClosingTable.class))
                    .computeIfAbsent(Run.class, run -> Run.begin(Path.of(FILE)), Run.class);
        }
        Score.begin();
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        add(context, false);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        add(context, true);
    }

    /** What it has played before it found that it cannot be played here is not a test. */
    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        Score.begin();
    }

    /** What fails before or after all tests of a class is no test's failure. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            add(context, true);
        }
    }

    private static void add(ExtensionContext context, boolean wrong) {
        var line =
                Score.end(context.getRequiredTestClass().getSimpleName(), wrong).toLine();
        Score.begin();
        if (FILE.isEmpty()) {
            return;
        }
        try {
            // One write to the end of the file: the lines of several processes do not mix.
            Files.writeString(Path.of(FILE), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * This JVM's part of a run of all tests. While it lasts it shares a lock with the others: who gets that for itself at
     * the end is the last one. A JVM that is killed lets go of it, too. One that ends before the next has begun prints
     * what there is; the last table is the whole one.
     */
    private record Run(Path file, FileChannel channel, FileLock shared) implements AutoCloseable {
        static Run begin(Path file) {
            try {
                Files.createDirectories(file.getParent());
                var channel = FileChannel.open(
                        Path.of(file + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                return new Run(file, channel, channel.lock(0, Long.MAX_VALUE, true));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                shared.release();
                var alone = channel.tryLock();
                if (alone != null && Files.exists(file)) {
                    System.out.print(Played.table(lines(file)));
                }
            }
        }

        private static List<Played> lines(Path file) throws IOException {
            return Files.readAllLines(file).stream().map(Played::ofLine).toList();
        }
    }
}
