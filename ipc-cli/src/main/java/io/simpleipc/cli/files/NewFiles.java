package io.simpleipc.cli.files;

import io.simpleipc.ConfigurationException;
import io.simpleipc.cli.Directory;
import io.simpleipc.cli.Shell;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that appear together, whole and for their owner only, or not at all. Each is written in a private directory
 * beside its place, and renamed into it when all of them are there. Used once, by one thread; whatever was not published
 * is gone after {@link #close}.
 */
public final class NewFiles implements AutoCloseable {
    private static final String STAGING = ".ipc-new-";

    private final boolean replace;
    private final List<NewFile> staged = new ArrayList<>();
    private final List<NewFile> published = new ArrayList<>();

    /** Writes a file that does not exist yet. */
    public interface Content {
        /**
         * Makes the file.
         *
         * @param file where; in a directory that nobody else can look into
         * @throws IOException if it cannot be written
         */
        void writeTo(Path file) throws IOException;
    }

    /**
     * Starts an empty set.
     *
     * @param replace whether files that exist are replaced; otherwise they are an error
     */
    public NewFiles(boolean replace) {
        this.replace = replace;
    }

    /**
     * Where to write what is to become the target.
     *
     * @param target the file's place
     * @return a path in a directory of its own, where nothing is yet
     * @throws ConfigurationException if the target cannot be, or exists and is not to be replaced
     */
    public Path stage(Path target) {
        var place = target.toAbsolutePath().normalize();
        var directory = place.getParent();
        if (directory == null || Files.isDirectory(place)) {
            throw new ConfigurationException(target + " is a directory; name a file", null);
        }
        if (staged.stream().anyMatch(file -> file.place().equals(place))) {
            throw new ConfigurationException(
                    "two of the files are to be at the same place, " + target + "; name two files", null);
        }
        Directory.obstacle(directory).ifPresent(why -> {
            throw new ConfigurationException(target + " cannot be made: " + why + "; choose another place", null);
        });
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException(
                    "the directory " + directory + " does not exist; make it with: mkdir -p -m 700 "
                            + Shell.word(directory),
                    null);
        }
        if (!replace && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(target, null);
        }
        try {
            var file = new NewFile(target, place, Files.createTempDirectory(directory, STAGING));
            staged.add(file);
            return file.fresh();
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /**
     * Writes what is to become the target.
     *
     * @param target the file's place
     * @param content writes it
     * @return this
     * @throws ConfigurationException if the target cannot be, or exists and is not to be replaced, or cannot be written
     */
    public NewFiles add(Path target, Content content) {
        var fresh = stage(target);
        try {
            content.writeTo(fresh);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
        return this;
    }

    /**
     * Puts all files into their places, or none.
     *
     * @throws ConfigurationException if that fails; what was there before is there again
     */
    public void publish() {
        for (var file : staged) {
            try {
                published.add(file);
                file.publish(replace);
            } catch (IOException e) {
                var failure = e instanceof FileAlreadyExistsException
                        ? exists(file.target(), e)
                        : unwritable(file.target(), e);
                undo(failure);
                throw failure;
            }
        }
    }

    private void undo(ConfigurationException failure) {
        for (var file : published) {
            try {
                file.undo();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static ConfigurationException exists(Path target, @Nullable Exception cause) {
        return new ConfigurationException(
                target + " exists and is not overwritten; choose another name, or add --force to replace it", cause);
    }

    private static ConfigurationException unwritable(Path target, IOException cause) {
        var reason =
                cause instanceof AccessDeniedException ? "this user may not write in its directory" : reason(cause);
        return new ConfigurationException(target + " cannot be written: " + reason + "; choose another place", cause);
    }

    /** Of most failures of files the JDK tells the name of the file alone. */
    private static String reason(IOException cause) {
        var reason = cause instanceof FileSystemException known ? known.getReason() : cause.getMessage();
        return reason == null ? "the system refuses it" : reason;
    }

    @Override
    public void close() {
        for (var file : staged) {
            try {
                file.close();
            } catch (IOException e) {
                throw new ConfigurationException(
                        "the directory " + file.directory() + " cannot be removed (" + reason(e) + "); remove it", e);
            }
        }
    }
}
