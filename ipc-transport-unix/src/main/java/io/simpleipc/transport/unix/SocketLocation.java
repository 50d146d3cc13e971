package io.simpleipc.transport.unix;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.ConfigurationException;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * Where a socket is to be, before anybody looked at the disk.
 *
 * @param directory absolute, with whatever links it holds
 * @param name of the socket in it
 * @param ownDirectory whether the directory is our private one, which we make
 */
record SocketLocation(Path directory, Path name, boolean ownDirectory) {
    private static final int LONGEST_PATH = System.getProperty("os.name").startsWith("Mac") ? 103 : 106;
    private static final Set<String> DIRECTORIES = Set.of(".", "..");
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int OPEN_TO_OTHERS = 0077;

    static SocketLocation parse(String address, Path runtimeDirectory) {
        try {
            boolean bare = !address.contains("/");
            var written =
                    bare ? runtimeDirectory.resolve(address) : Path.of(address).toAbsolutePath();
            var directory = written.getParent();
            var name = written.getFileName();
            if (directory == null || name == null || address.endsWith("/") || DIRECTORIES.contains(name.toString())) {
                throw new ConfigurationException(
                        "the address \"" + address + "\" names a directory; add a name for the socket", null);
            }
            tooLong(written).ifPresent(message -> {
                throw new ConfigurationException(message, null);
            });
            return new SocketLocation(directory, name, bare);
        } catch (InvalidPathException e) {
            throw new ConfigurationException(
                    "the address \"" + address + "\" is no path; write for example \"chat\" or \"/run/chat.socket\"",
                    e);
        }
    }

    /** Both names count: the final one, and the one under which the socket is made. */
    private static Optional<String> tooLong(Path socket) {
        int length = Math.max(length(socket), length(SocketFile.longestAside(socket)));
        return length <= LONGEST_PATH
                ? Optional.empty()
                : Optional.of("the socket " + socket + " needs a path of " + length + " bytes, and the operating system"
                        + " takes at most " + LONGEST_PATH + "; use a shorter name, or a directory that has one");
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * The one path that all processes with this address come to, in a directory where nobody else can exchange files.
     */
    Path resolve(Users users) throws IOException {
        try {
            if (ownDirectory) {
                makePrivate(directory);
            }
            var real = directory.toRealPath();
            check(real, users);
            var socket = real.resolve(name);
            var message = tooLong(socket);
            if (message.isPresent()) {
                throw new UnusableAddressException(Reason.NAME_TOO_LONG, message.get(), null);
            }
            return socket;
        } catch (NoSuchFileException e) {
            throw new UnusableAddressException(
                    Reason.UNSAFE_DIRECTORY,
                    "the directory for the socket " + this + " does not exist; make it with: mkdir -p -m 700 "
                            + (ownDirectory ? directory.resolveSibling("") : directory),
                    e);
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            var found = Found.at(directory);
            if (!found.isDirectory || !found.owner.equals(Users.own()) || (found.mode & OPEN_TO_OTHERS) != 0) {
                throw unsafe(directory, found, "make it a directory of our own that is closed to others (chmod 700)");
            }
        }
    }

    private static void check(Path directory, Users users) throws IOException {
        var found = Found.at(directory);
        boolean trusted = found.uid == 0 || users.admits(found.owner);
        boolean closed = (found.mode & WRITABLE_BY_OTHERS) == 0 || (found.mode & STICKY) != 0;
        if (!found.isDirectory || !trusted || !closed) {
            throw unsafe(
                    directory,
                    found,
                    "close it to others (chmod go-w), or use a directory of ours or of root that they cannot write");
        }
    }

    private static UnusableAddressException unsafe(Path directory, Found found, String cure) {
        return new UnusableAddressException(
                Reason.UNSAFE_DIRECTORY,
                directory + " belongs to " + found.owner.getName() + " and has mode "
                        + Integer.toOctalString(found.mode)
                        + ", so others could put a socket of theirs in place of ours; " + cure,
                null);
    }

    @Override
    public String toString() {
        return directory.resolve(name).toString();
    }

    /** What lies at a path, links not followed. */
    private record Found(boolean isDirectory, int mode, int uid, UserPrincipal owner) {
        static Found at(Path path) throws IOException {
            var attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Found(
                    attributes.isDirectory(),
                    (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777,
                    (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS),
                    attributes.owner());
        }
    }
}
