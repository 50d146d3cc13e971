package org.example.fifo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The right to listen: an exclusive lock on the file {@code lock}, which the kernel takes back from the dead. The file is
 * never removed, and never opened twice in one JVM: closing the second descriptor would drop the lock of the first. For
 * that the JVM-wide set.
 */
final class Claim implements Closeable {
    private static final Set<Path> HELD = new HashSet<>(); // guarded by itself

    private final Path file;
    private final FileChannel channel;

    private Claim(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The claim, or nothing if somebody has it. */
    static Optional<Claim> take(Path directory) throws IOException {
        var file = directory.toRealPath().resolve("lock");
        synchronized (HELD) {
            if (HELD.contains(file)) {
                return Optional.empty();
            }
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    channel.close();
                    return Optional.empty();
                }
            } catch (IOException | RuntimeException e) {
                channel.close(); // as on a file system without locks
                throw e;
            }
            HELD.add(file);
            return Optional.of(new Claim(file, channel));
        }
    }

    static boolean isFree(Path directory) throws IOException {
        synchronized (HELD) {
            var claim = take(directory);
            if (claim.isPresent()) {
                claim.get().close();
            }
            return claim.isPresent();
        }
    }

    boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (channel.isOpen()) {
                channel.close();
                HELD.remove(file);
            }
        }
    }
}
