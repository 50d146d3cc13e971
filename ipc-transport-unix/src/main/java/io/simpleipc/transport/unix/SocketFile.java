package io.simpleipc.transport.unix;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Dialler;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.UnusableAddressException;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is bound and has its public name. Made and mended only by the holder of the {@link SocketLock}.
 *
 * @param path the public name
 * @param channel listens already; the owner closes it
 * @param key tells the file from any other that may come to have this name
 */
record SocketFile(Path path, ServerSocketChannel channel, Object key) implements Closeable {
    private static final int BACKLOG = 128;
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int RANDOM_LETTERS = 6;

    /**
     * Makes sure that nobody listens at a path. A socket that a killed process left behind counts as free.
     *
     * @throws AddressInUseException if somebody listens there
     * @throws UnusableAddressException if something else is there, which stays untouched
     */
    static void requireFree(Path path) throws IOException {
        if (!exists(path)) {
            return;
        }
        try (var listener = dial(path, Deadline.after(Duration.ZERO))) {
            throw new AddressInUseException("somebody listens at " + path + " without the lock: " + listener, null);
        } catch (SocketTimeoutException e) {
            throw new AddressInUseException("somebody listens at " + path + " without the lock, and is busy", e);
        } catch (NoListenerException e) {
            // Refused, and it is a socket: its process is dead.
        }
    }

    /** Whether there is a socket. A link counts as something else, since it could lead to a foreign socket. */
    static boolean exists(Path path) throws IOException {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & FILE_TYPE) != SOCKET) {
                throw new UnusableAddressException(
                        Reason.NOT_A_SOCKET,
                        path + " is not a socket and was left as it is; remove it, or use another address",
                        null);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static SocketChannel dial(Path path, Deadline deadline) throws IOException {
        return Dialler.connect(() -> SocketChannel.open(StandardProtocolFamily.UNIX), address(path), deadline);
    }

    /** A file system that is laid over the system's own is known to the system by names only. */
    private static UnixDomainSocketAddress address(Path socket) {
        return socket.getFileSystem() == FileSystems.getDefault()
                ? UnixDomainSocketAddress.of(socket)
                : UnixDomainSocketAddress.of(socket.toString());
    }

    /** Removes what processes left behind that were killed while they bound this path. */
    static void sweep(Path path) throws IOException {
        List<Path> leftOver = new ArrayList<>();
        var prefix = asidePrefix(path);
        try (var entries = Files.newDirectoryStream(
                path.getParent(), entry -> isAside(entry.getFileName().toString(), prefix))) {
            entries.forEach(leftOver::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (var aside : leftOver) {
            if (Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(aside, LinkOption.NOFOLLOW_LINKS).equals(Users.own())) {
                removeAside(aside);
            }
        }
    }

    private static boolean isAside(String name, String prefix) {
        return name.startsWith(prefix) && name.length() == prefix.length() + RANDOM_LETTERS;
    }

    private static void removeAside(Path aside) throws IOException {
        try {
            requireFree(aside.resolve("s"));
            clean(aside);
        } catch (AddressInUseException | UnusableAddressException | DirectoryNotEmptyException e) {
            // Not one of ours after all.
        }
    }

    /** The hash keeps apart the sockets of one directory: each sweeps only its own. */
    private static String asidePrefix(Path path) {
        var hash = Integer.toString(path.getFileName().toString().hashCode() & Integer.MAX_VALUE, 36);
        return "." + "0".repeat(6 - hash.length()) + hash;
    }

    static Path longestAside(Path path) {
        return path.resolveSibling(asidePrefix(path) + "r".repeat(RANDOM_LETTERS))
                .resolve("s");
    }

    private static void closeBecauseOf(Throwable failure, SocketFile bound) {
        try {
            bound.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Binds a socket in a private directory, closes it to others, and only then gives it its public name in one step:
     * there is no instant when the name shows a socket that is too open, or not listening yet.
     */
    static SocketFile bind(Path path, String permissions) throws IOException {
        var aside = makeAside(path);
        Closeable cleaning = () -> clean(aside);
        SocketFile bound = null;
        try (cleaning) {
            bound = bindAndName(aside.resolve("s"), path, permissions);
            return bound;
        } catch (IOException | RuntimeException | Error e) {
            if (bound != null) {
                closeBecauseOf(e, bound); // or we would listen there for ever, without the lock
            }
            throw e;
        }
    }

    private static SocketFile bindAndName(Path socket, Path path, String permissions) throws IOException {
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(address(socket), BACKLOG);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(permissions));
            var bound = new SocketFile(path, channel, requireKey(socket));
            Files.move(socket, path, StandardCopyOption.ATOMIC_MOVE);
            return bound;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static void clean(Path aside) throws IOException {
        Files.deleteIfExists(aside.resolve("s"));
        Files.deleteIfExists(aside);
    }

    private static Path makeAside(Path path) throws IOException {
        while (true) {
            var name = new StringBuilder(asidePrefix(path));
            for (int i = 0; i < RANDOM_LETTERS; i++) {
                name.append(Character.forDigit(ThreadLocalRandom.current().nextInt(36), 36));
            }
            try {
                return Files.createDirectory(
                        path.resolveSibling(name.toString()),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                // Nobody can foresee the name for long: draw another.
            }
        }
    }

    /** What tells a file from all others, links not followed; null if there is none. */
    static @Nullable Object key(Path path) throws IOException {
        try {
            return requireKey(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Object requireKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    boolean hasItsName() throws IOException {
        return key.equals(key(path));
    }

    /** Keeps those away who remove files that nobody has touched for long. */
    void touch() throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    }

    /** Takes the public name away, if it is still ours. */
    void remove() throws IOException {
        if (hasItsName()) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            remove();
        }
    }
}
