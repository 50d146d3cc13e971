package io.simpleipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Whether files can be made in a directory, be it one that is still to be made. Stateless. */
public final class Directory {
    /** These are full of files, and yet nobody can make one there, not even root, to whom all seems permitted. */
    private static final Set<String> KERNEL = Set.of("proc", "sysfs");

    private Directory() {}

    /**
     * Looks for what no mkdir overcomes.
     *
     * @param directory it, or where it is to be
     * @return what is in the way; empty if files can be made there as soon as the directory is
     */
    public static Optional<String> obstacle(Path directory) {
        var nearest = directory.toAbsolutePath().normalize();
        while (!Files.exists(nearest, LinkOption.NOFOLLOW_LINKS) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        if (!Files.exists(nearest)) {
            return Optional.of(nearest + " is a link that leads nowhere");
        }
        if (!Files.isDirectory(nearest)) {
            return Optional.of(nearest + " is no directory");
        }
        if (!Files.isWritable(nearest)) {
            return Optional.of("this user may not write in " + nearest);
        }
        return isOfTheKernel(nearest)
                ? Optional.of("the system lets nobody make files in " + nearest)
                : Optional.empty();
    }

    private static boolean isOfTheKernel(Path directory) {
        try {
            return KERNEL.contains(Files.getFileStore(directory).type());
        } catch (IOException e) {
            return false; // whoever writes there is told more
        }
    }
}
