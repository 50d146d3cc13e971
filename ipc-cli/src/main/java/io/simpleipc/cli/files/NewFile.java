package io.simpleipc.cli.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** One file on its way from its private directory to its place. Used by one thread. */
final class NewFile implements Closeable {
    private final Path target;
    private final Path place;
    private final Path directory;
    private final Path fresh;
    private final Path former;

    // How far it has come, for undo().
    private boolean formerMoved;
    private boolean claimed;

    /**
     * A file that is not there yet.
     *
     * @param target as the user named it
     * @param place the same, absolute
     * @param directory private, beside the place, for this file alone
     */
    NewFile(Path target, Path place, Path directory) {
        this.target = target;
        this.place = place;
        this.directory = directory;
        this.fresh = directory.resolve("new");
        this.former = directory.resolve("former");
    }

    Path target() {
        return target;
    }

    Path place() {
        return place;
    }

    Path directory() {
        return directory;
    }

    /** Where its content is written. */
    Path fresh() {
        return fresh;
    }

    /** The place is claimed first, by a file that only one process can make; renaming alone would overwrite. */
    void publish(boolean replace) throws IOException {
        OwnerOnly.close(fresh);
        if (replace && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(place, former, StandardCopyOption.ATOMIC_MOVE);
            formerMoved = true;
        }
        OwnerOnly.create(place, new byte[0]);
        claimed = true;
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts back what was there. */
    void undo() throws IOException {
        if (claimed) {
            Files.deleteIfExists(place);
            claimed = false;
        }
        if (formerMoved) {
            Files.move(former, place, StandardCopyOption.ATOMIC_MOVE);
            formerMoved = false;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(fresh);
        Files.deleteIfExists(former);
        Files.deleteIfExists(directory);
    }
}
