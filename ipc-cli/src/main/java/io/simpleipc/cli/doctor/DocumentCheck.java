package io.simpleipc.cli.doctor;

import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.cli.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The document of a spec; it must be closed to others if it holds a secret itself.
 *
 * @param path where it is
 * @param spec what it says
 */
record DocumentCheck(Path path, Spec spec) {
    private static final String SUBJECT = "spec";

    Finding examine() {
        try {
            var mode = FileMode.of(path);
            return holdsSecret() && mode.isReadOrWrittenByOthers()
                    ? Finding.problem(
                            SUBJECT,
                            path + ", " + mode + ": others may read the secret that stands in it",
                            "chmod 600 " + Shell.word(path))
                    : Finding.ok(SUBJECT, path + ", " + mode);
        } catch (IOException e) {
            return Finding.problem(SUBJECT, path + " cannot be looked at", "ls -l " + Shell.word(path));
        }
    }

    private boolean holdsSecret() {
        var encryption = spec.encryption();
        var tls = spec.tls();
        var others = Stream.concat(
                encryption == null ? Stream.<Secret>empty() : encryption.secrets().values().stream(),
                tls == null ? Stream.<Secret>empty() : Stream.ofNullable(tls.keyPassword()));
        return Stream.concat(Stream.of(spec.secret()), others).anyMatch(Secret.Literal.class::isInstance);
    }
}
