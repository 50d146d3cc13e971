package io.simpleipc.cli.doctor;

import io.simpleipc.cli.Directory;
import io.simpleipc.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of a unix socket.
 *
 * @param socket its path
 * @param ownDirectory whether its directory is the private one that the transport makes
 */
record SocketCheck(Path socket, boolean ownDirectory) {
    private static final String DIRECTORY = "directory";

    List<Finding> examine() {
        var findings = new ArrayList<Finding>();
        var directory = directory();
        try {
            findings.add(examine(directory));
            if (exists()
                    && Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isOther()) {
                findings.add(Finding.ok("socket", socket + ", " + FileMode.of(socket)));
            }
        } catch (IOException e) {
            findings.add(
                    Finding.problem(DIRECTORY, directory + " cannot be looked at", "ls -ld " + Shell.word(directory)));
        }
        return findings;
    }

    boolean exists() {
        return Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
    }

    private Path directory() {
        var parent = socket.getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }

    private Finding examine(Path directory) throws IOException {
        var obstacle = Directory.obstacle(directory);
        if (obstacle.isPresent() && !exists()) {
            return Finding.problem(
                    DIRECTORY,
                    "no socket can be made in " + directory + ": " + obstacle.get(),
                    "meet at another place; a name without a slash, such as unix:chat, is one in a directory of yours");
        }
        if (!Files.exists(directory)) {
            return ownDirectory
                    ? Finding.ok(DIRECTORY, directory + ", made when it is needed")
                    : Finding.problem(
                            DIRECTORY,
                            "there is no directory " + directory,
                            "mkdir -p -m 700 " + Shell.word(directory));
        }
        var mode = FileMode.of(directory);
        var found =
                directory + ", " + mode + ", of " + Files.getOwner(directory).getName();
        if (ownDirectory && !mode.isPrivate()) {
            return Finding.problem(DIRECTORY, found + ": open to others", "chmod 700 " + Shell.word(directory));
        }
        return mode.isOpenDirectory()
                ? Finding.problem(
                        DIRECTORY,
                        found + ": others could put a socket of theirs in place of ours",
                        "chmod go-w " + Shell.word(directory))
                : Finding.ok(DIRECTORY, found);
    }
}
