package io.simpleipc.crypto.aesgcm;

import io.simpleipc.ConfigurationException;
import io.simpleipc.spi.Warnings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A key of 256 bits that both processes share. Its file holds the 32 bytes as they are and nothing else. {@link #close}
 * wipes the bytes; nothing ever prints them. Thread-safe.
 */
public final class EncryptionKey implements AutoCloseable {
    /** Length of a key, and of its file, in bytes. */
    public static final int LENGTH = 32;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] bytes; // its content is guarded by its monitor
    private boolean closed; // guarded by the monitor of bytes

    private EncryptionKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a new key.
     *
     * @return one that nobody else has, from the system's source of randomness
     */
    public static EncryptionKey generate() {
        var bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        return new EncryptionKey(bytes);
    }

    /** A key of these 32 bytes, which are now the key's. */
    static EncryptionKey of(byte[] bytes) {
        return new EncryptionKey(bytes);
    }

    /**
     * Reads a key from its file. Logs a warning if others than the owner may read or write the file.
     *
     * @param path a file of exactly 32 bytes
     * @return the key, to be closed by the caller
     * @throws ConfigurationException if the file cannot be read or has another length
     */
    public static EncryptionKey load(Path path) {
        return load(path, Warnings.of(EncryptionKey.class)::warn);
    }

    static EncryptionKey load(Path path, Consumer<String> warning) {
        var content = new byte[LENGTH];
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size != LENGTH) {
                throw new ConfigurationException(
                        "a key file has exactly " + LENGTH + " bytes, " + path + " has " + size
                                + "; name the right file, or make a key with EncryptionKey.generate().writeTo(path)",
                        null);
            }
            var target = ByteBuffer.wrap(content);
            while (target.hasRemaining() && channel.read(target) >= 0) {
                // a file may be read in pieces
            }
            if (target.hasRemaining()) {
                throw new IOException("the file became shorter while it was read");
            }
            warnIfOthersMayRead(path, warning);
            return new EncryptionKey(content);
        } catch (IOException e) {
            Arrays.fill(content, (byte) 0);
            throw new ConfigurationException("the key file " + path + " cannot be read: " + e, e);
        }
    }

    private static void warnIfOthersMayRead(Path path, Consumer<String> warning) throws IOException {
        var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (posix == null) {
            return;
        }
        var lax = EnumSet.of(
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE);
        lax.retainAll(posix.readAttributes().permissions());
        if (!lax.isEmpty()) {
            warning.accept("others may read or write the key file " + path + "; run: chmod 600 " + path);
        }
    }

    /**
     * Writes the key to a new file that only its owner may read (mode 0600). A file that exists is never overwritten:
     * the key in it could not be had back.
     *
     * @param path where; its directory must exist
     * @throws ConfigurationException if there is something at that path, or it cannot be written; then nothing is left
     *     there that was not there before
     * @throws IllegalStateException if the key is closed
     */
    public void writeTo(Path path) {
        var copy = copy();
        try {
            create(path, copy);
        } catch (FileAlreadyExistsException e) {
            throw new ConfigurationException(
                    "the key file " + path + " exists and is not overwritten; load that key, or move the file away", e);
        } catch (IOException e) {
            throw new ConfigurationException("the key file " + path + " cannot be written: " + e, e);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    private static void create(Path path, byte[] content) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        var attributes = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        var channel =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
        boolean whole = false;
        try (channel) {
            fill(channel, content);
            whole = true;
        } finally {
            if (!whole) {
                Files.deleteIfExists(path); // we made it
            }
        }
    }

    private static void fill(FileChannel channel, byte[] content) throws IOException {
        var source = ByteBuffer.wrap(content);
        while (source.hasRemaining()) {
            channel.write(source);
        }
        channel.force(true);
    }

    /** The bytes, for the caller to wipe. */
    byte[] copy() {
        synchronized (bytes) {
            if (closed) {
                throw new IllegalStateException("the encryption key is closed and wiped; load it again");
            }
            return bytes.clone();
        }
    }

    /** Wipes the key. What was made with it goes on. Idempotent. */
    @Override
    public void close() {
        synchronized (bytes) {
            closed = true;
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "EncryptionKey[256 bits]";
    }
}
