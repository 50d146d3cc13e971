package org.example.fifo;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Reads names from {@code knock}. An empty line means: this acceptor is being closed. */
final class FifoAcceptor implements Acceptor {
    private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}");

    private final Path directory;
    private final Claim claim;

    // Open for reading and writing: so it neither waits for a writer nor ever ends.
    private final RandomAccessFile knock;

    // Held by the thread inside accept(), so that close() can wait for it.
    private final ReentrantLock accepting = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FifoAcceptor(Path directory, Claim claim, RandomAccessFile knock) {
        this.directory = directory;
        this.claim = claim;
        this.knock = knock;
    }

    static FifoAcceptor open(Path directory, Claim claim) throws IOException {
        removeWhatTheDeadLeft(directory);
        var path = directory.resolve("knock");
        Fifo.make(path);
        return new FifoAcceptor(directory, claim, Fifo.openBothEnds(path));
    }

    /** We hold the claim; a dialler that was just about to knock at the dead one's door will try again. */
    private static void removeWhatTheDeadLeft(Path directory) throws IOException {
        try (var left = Files.newDirectoryStream(directory, "{knock,*.up,*.down}")) {
            for (var path : left) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public Pipe accept() throws IOException {
        accepting.lock();
        try {
            var name = closed.get() ? null : knock.readLine();
            if (closed.get() || name == null) {
                throw new ClosedChannelException();
            }
            if (!NAME.matcher(name).matches()) {
                throw new IOException("somebody wrote nonsense to " + directory.resolve("knock"));
            }
            return FifoPair.listenersPipe(directory, name);
        } finally {
            accepting.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            knock.write('\n');
        }
        accepting.lock(); // whoever closes second waits as well
        try {
            knock.close();
            if (claim.isHeld()) {
                Files.deleteIfExists(directory.resolve("knock"));
                claim.close();
            }
        } finally {
            accepting.unlock();
        }
    }
}
