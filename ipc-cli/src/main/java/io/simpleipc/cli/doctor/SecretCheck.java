package io.simpleipc.cli.doctor;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Secret;
import io.simpleipc.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether the secret can be read, by us and nobody else, and is long enough. Stateless. */
final class SecretCheck {
    private static final String SUBJECT = "secret";
    private static final int SHORT_BYTES = 16;

    private SecretCheck() {}

    static Finding examine(Secret secret) {
        try {
            var bytes = secret.resolve();
            int length = bytes.length;
            Arrays.fill(bytes, (byte) 0);
            return length < SHORT_BYTES
                    ? Finding.warning(
                            SUBJECT,
                            place(secret) + ", " + length + " bytes: who listens at the address before you can guess so"
                                    + " short a secret",
                            "ipc secret chat.secret  # makes one that nobody can guess")
                    : Finding.ok(SUBJECT, place(secret) + ", " + length + " bytes");
        } catch (ConfigurationException e) {
            var cure = cure(secret);
            return cure == null ? Finding.problem(SUBJECT, e) : Finding.problem(SUBJECT, e, cure);
        }
    }

    private static String place(Secret secret) {
        if (secret instanceof Secret.FromFile file) {
            return file.path() + ", " + modeOf(file.path());
        }
        return secret instanceof Secret.FromEnvironment variable
                ? "in the environment variable " + variable.name()
                : "in the spec itself, or typed";
    }

    private static String modeOf(Path path) {
        try {
            return FileMode.of(path).toString();
        } catch (IOException e) {
            return "of unknown mode (" + e.getMessage() + ")"; // it was there a moment ago
        }
    }

    private static String cure(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return "ipc secret chat.secret  # and name that file, at both sides";
        }
        if (isToBeClosed(path)) {
            return "chmod 600 " + Shell.word(path);
        }
        if (Files.exists(path) && !Files.isReadable(path)) {
            return "ls -l " + Shell.word(path) + "  # shows who may read it";
        }
        return "ipc secret " + Shell.word(path) + (Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? " --force" : "")
                + "  # and copy it to the other side";
    }

    private static boolean isToBeClosed(Path path) {
        try {
            return FileMode.of(path).isReadOrWrittenByOthers();
        } catch (IOException e) {
            return false; // it is not there, or cannot be looked at
        }
    }

    private static @Nullable String cure(Secret secret) {
        if (secret instanceof Secret.FromFile file) {
            return cure(file.path());
        }
        return secret instanceof Secret.FromEnvironment variable
                ? "read -rs " + variable.name() + " && export " + variable.name()
                : null;
    }
}
