package io.simpleipc.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Who may do what with a file, as chmod counts it.
 *
 * @param bits the lowest twelve
 */
record FileMode(int bits) {
    private static final int ALL = 07777;
    private static final int STICKY = 01000;
    private static final int READ_OR_WRITTEN_BY_OTHERS = 066;
    private static final int WRITTEN_BY_OTHERS = 022;
    private static final int OPEN_TO_OTHERS = 077;

    /** The mode of what a path leads to; where the system has no modes, that of a private file. */
    static FileMode of(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? new FileMode((Integer) Files.getAttribute(path, "unix:mode") & ALL)
                : new FileMode(0600);
    }

    boolean isReadOrWrittenByOthers() {
        return (bits & READ_OR_WRITTEN_BY_OTHERS) != 0;
    }

    /** Whether others may exchange what is in this directory. */
    boolean isOpenDirectory() {
        return (bits & WRITTEN_BY_OTHERS) != 0 && (bits & STICKY) == 0;
    }

    boolean isPrivate() {
        return (bits & OPEN_TO_OTHERS) == 0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "mode %03o", bits);
    }
}
