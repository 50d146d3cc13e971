package io.simpleipc.cli.doctor;

import io.simpleipc.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether a file is there and closed to others. What is in it the plug-ins judge that read it.
 *
 * @param subject what it is
 * @param path where it is
 * @param maker the command that makes one
 * @param wanted its length, or 0 if it may have any
 */
record KeyFileCheck(String subject, Path path, String maker, int wanted) {
    Finding examine() {
        try {
            var mode = FileMode.of(path);
            long length = Files.size(path);
            if (!Files.isRegularFile(path)) {
                return Finding.problem(subject, path + " is no regular file", maker + "; or name the right file");
            }
            if (wanted != 0 && length != wanted) {
                return Finding.problem(subject, path + " has " + length + " bytes, a key has exactly " + wanted, maker);
            }
            return mode.isReadOrWrittenByOthers()
                    ? Finding.warning(
                            subject,
                            path + ", " + mode + ": others may read or write it",
                            "chmod 600 " + Shell.word(path))
                    : Finding.ok(subject, path + ", " + mode + ", " + length + " bytes");
        } catch (NoSuchFileException e) {
            return Finding.problem(subject, "there is no file " + path, maker);
        } catch (IOException e) {
            return Finding.problem(subject, path + " cannot be read", "ls -l " + Shell.word(path));
        }
    }
}
