package io.simpleipc.transport.unix;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.UnusableAddressException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to listen at a path: an exclusive lock on a file beside the socket, which the operating system keeps for a
 * frozen process and frees for a dead one. The file is never deleted.
 *
 * <p>A POSIX lock belongs to the process, and is lost when <em>any</em> of its descriptors for that file is closed. So
 * the file must never be opened twice in one JVM; an entry in the system properties, which all class loaders share, sees
 * to that.
 */
final class SocketLock implements Closeable {
    private static final String TABLE = "simpleipc.socket-lock:";
    private static final int MOST_ATTEMPTS = 100;

    private final String entry;
    private final Path lockFile;
    private final FileChannel channel;
    private final Object key;

    private SocketLock(String entry, Path lockFile, FileChannel channel, Object key) {
        this.entry = entry;
        this.lockFile = lockFile;
        this.channel = channel;
        this.key = key;
    }

    /**
     * Takes the lock of a socket.
     *
     * @throws AddressInUseException if another process has it, or another connection of this one
     */
    static SocketLock take(Path socket, Users users) throws IOException {
        var entry = TABLE + socket;
        if (System.getProperties().putIfAbsent(entry, "taken") != null) {
            throw new AddressInUseException("another connection of this process listens at " + socket, null);
        }
        try {
            return lock(entry, socket.resolveSibling(socket.getFileName() + ".lock"), users);
        } catch (IOException | RuntimeException | Error e) {
            System.getProperties().remove(entry);
            throw e;
        }
    }

    private static SocketLock lock(String entry, Path lockFile, Users users) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            var before = checkedKey(lockFile, users);
            var channel = open(lockFile, users);
            try {
                var opened = before != null ? before : checkedKey(lockFile, users);
                if (!tryLock(channel)) {
                    throw new AddressInUseException("another process holds the lock " + lockFile, null);
                }
                if (opened != null && opened.equals(SocketFile.key(lockFile))) {
                    return new SocketLock(entry, lockFile, channel, opened);
                }
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
            channel.close();
        }
        throw new IOException("somebody keeps replacing " + lockFile);
    }

    /** Looks before opening: opening a named pipe would block, and following a link could lead anywhere. */
    private static @Nullable Object checkedKey(Path lockFile, Users users) throws IOException {
        try {
            var found = Files.readAttributes(lockFile, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile()) {
                throw new UnusableAddressException(
                        Reason.NOT_A_SOCKET, lockFile + " is not the lock file it should be; remove it", null);
            }
            var owner = Files.getOwner(lockFile, LinkOption.NOFOLLOW_LINKS);
            if (!users.admits(owner)) {
                throw new UnusableAddressException(
                        Reason.HELD_BY_FOREIGN_PROGRAM,
                        lockFile + " belongs to the user " + owner.getName()
                                + "; use another address, or the option users",
                        null);
            }
            return found.fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static FileChannel open(Path lockFile, Users users) throws IOException {
        try {
            return FileChannel.open(
                    lockFile,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (AccessDeniedException e) {
            if (checkedKey(lockFile, users) == null
                    || Files.getOwner(lockFile, LinkOption.NOFOLLOW_LINKS).equals(Users.own())) {
                throw e;
            }
            throw new AddressInUseException(lockFile + " belongs to another user, who alone can listen here", e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Whether the lock file is still the one that is locked. */
    boolean isOurs() throws IOException {
        return channel.isOpen() && key.equals(SocketFile.key(lockFile));
    }

    /**
     * Keeps those away who remove files that nobody has touched for long. By a write, since the JDK sets the times of a
     * file by opening and closing it, and that would give up the lock.
     */
    void touch() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), 0);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Gives the lock up. To be called once only, for afterwards the entry may be somebody else's. */
    @Override
    public void close() throws IOException {
        try (channel) {
            return;
        } finally {
            System.getProperties().remove(entry);
        }
    }
}
