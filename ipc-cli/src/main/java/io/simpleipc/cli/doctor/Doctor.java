package io.simpleipc.cli.doctor;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.cli.Shell;
import io.simpleipc.cli.doctor.Diagnosis.Occupant;
import io.simpleipc.spi.Services;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Looks at a spec, at all that it names, and at its address. Used once, by one thread. */
public final class Doctor {
    private static final String UNIX = "unix:";
    private static final String AES = "aes-256-gcm";
    private static final int AES_BYTES = 32;

    private final Services services = Services.of(null);
    private final List<Finding> findings = new ArrayList<>();
    private final Logger log;

    private Doctor(Logger log) {
        this.log = log;
    }

    /**
     * Examines.
     *
     * @param loading reads the spec; may throw a ConfigurationException
     * @param document the file that holds it, or null
     * @param log where the engine warns
     * @return what was found; failures of any kind are findings
     */
    public static Diagnosis examine(Supplier<Spec> loading, @Nullable Path document, Logger log) {
        Spec spec;
        try {
            spec = loading.get();
        } catch (ConfigurationException e) {
            return new Diagnosis(List.of(Finding.problem("spec", e)), null, null, Occupant.UNKNOWN, null);
        }
        return new Doctor(log).examine(spec, document);
    }

    private Diagnosis examine(Spec spec, @Nullable Path document) {
        if (document != null) {
            findings.add(new DocumentCheck(document, spec).examine());
        }
        findings.addAll(PlugIns.broken(services));
        var address = plugIns(spec);
        address.ifPresent(text -> findings.add(Finding.ok("address", text)));
        findings.add(Limits.of(spec));
        files(spec);
        var socket = socket(spec, address);
        socket.ifPresent(check -> findings.addAll(check.examine()));
        var handshake = new Handshake(
                address.orElse(spec.address()), socket.map(SocketCheck::socket).orElse(null), log);
        connect(spec, handshake);
        return new Diagnosis(findings, spec.type(), address.orElse(null), handshake.occupant(), handshake.peer());
    }

    /** The real address, if plug-ins were found that tell it. They are foreign code, and may fail in any way. */
    private Optional<String> plugIns(Spec spec) {
        try {
            var plugIns = PlugIns.of(spec, services);
            findings.addAll(plugIns.findings(services));
            return plugIns.address();
        } catch (RuntimeException | LinkageError e) {
            findings.add(Finding.problem("plug-in", "one of the plug-ins fails: " + e, "remove it, or renew it"));
            return Optional.empty();
        }
    }

    private void files(Spec spec) {
        findings.add(SecretCheck.examine(spec.secret()));
        var tls = spec.tls();
        if (tls != null) {
            findings.add(new CertificateCheck(tls, Instant.now()).examine());
            findings.add(
                    new KeyFileCheck("certificate's key", tls.key(), CertificateCheck.maker(tls, true), 0).examine());
        }
        var encryption = spec.encryption();
        if (encryption != null) {
            encryption.options().forEach((name, value) -> {
                if (name.endsWith("File")) {
                    boolean ours = encryption.type().equals(AES);
                    var maker = ours
                            ? keygen(Path.of(value))
                            : "see what the encryption " + encryption.type() + " wants there";
                    findings.add(new KeyFileCheck(name, Path.of(value), maker, ours ? AES_BYTES : 0).examine());
                }
            });
        }
    }

    private static String keygen(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return "ipc keygen chat.key  # and name that file, at both sides";
        }
        return "ipc keygen " + Shell.word(file) + (Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? " --force" : "")
                + "  # and copy it to the other side";
    }

    private static Optional<SocketCheck> socket(Spec spec, Optional<String> address) {
        return address.filter(text -> text.contains(UNIX))
                .map(text -> Path.of(text.substring(text.indexOf(UNIX) + UNIX.length())))
                .map(path -> new SocketCheck(path, !spec.address().contains("/")));
    }

    /** What is in the files, and whether the plug-ins do, building a connection finds out. */
    private void connect(Spec spec, Handshake handshake) {
        try {
            handshake.shake(spec);
            findings.addAll(handshake.findings());
        } catch (ConfigurationException e) {
            if (findings.stream().noneMatch(Finding::isProblem)) {
                findings.add(connection(e, spec));
            }
            findings.add(Finding.warning(
                    "handshake", "not tried: no connection can be made like this", "solve the above first"));
        }
    }

    /** Certificate and key that cannot be used, or not together, can be made anew, whatever the matter is. */
    private static Finding connection(ConfigurationException failure, Spec spec) {
        var finding = Finding.problem("connection", failure);
        var tls = spec.tls();
        if (tls == null
                || Stream.of(tls.key(), tls.certificate())
                        .noneMatch(file -> finding.text().contains(file.toString()))) {
            return finding;
        }
        var maker = CertificateCheck.maker(tls, true);
        return Finding.problem(
                "connection", finding.text(), finding.cure() == null ? maker : finding.cure() + ", or " + maker);
    }
}
