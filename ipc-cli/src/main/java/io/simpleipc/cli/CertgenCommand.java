package io.simpleipc.cli;

import io.simpleipc.cli.files.NewCertificate;
import io.simpleipc.cli.files.NewFiles;
import io.simpleipc.measure.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc certgen}: certificate and key for a tunnel through TLS. */
@Command(
        name = "certgen",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a certificate and its private key (EC, P-256) as PEM files for a tunnel through TLS, both for their "
                    + "owner only (mode 600).",
            "Both processes need the same two files: each presents this certificate and takes no other. So no host name is "
                    + "in it, nor an authority."
        })
final class CertgenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ForceOption force = new ForceOption();

    @Mixin
    private ValidityOption validity = new ValidityOption();

    @Option(
            names = "--cert",
            required = true,
            paramLabel = "FILE",
            description = "The certificate to make, such as server.crt.")
    private Path certificate = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The key to make, such as server.key.")
    private Path key = Path.of("");

    @Override
    public Integer call() {
        try (var files = new NewFiles(force.isSet())) {
            NewCertificate.stage(files, certificate, key, validity.of(spec));
            files.publish();
        }
        new NextSteps(spec.commandLine().getOut())
                .written(certificate, "a certificate, valid for " + validity.days() + " days")
                .written(key, "its private key, readable by you alone")
                .next("In the spec of both processes:")
                .type("\"tls\": {\"certificate\": " + Json.quoted(certificate.toString()) + ", \"key\": "
                        + Json.quoted(key.toString()) + "}");
        return 0;
    }
}
