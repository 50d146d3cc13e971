package io.simpleipc.cli;

import io.simpleipc.cli.files.NewFiles;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import io.simpleipc.measure.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc keygen}: a key for the encryption aes-256-gcm. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a key for the encryption aes-256-gcm: 32 random bytes, for their owner only (mode 600).",
            "Both processes need the same file. It is never printed."
        })
final class KeygenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ForceOption force = new ForceOption();

    @Parameters(paramLabel = "FILE", description = "The file to make, such as encryption.key.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        try (var files = new NewFiles(force.isSet());
                var key = EncryptionKey.generate()) {
            files.add(file, key::writeTo).publish();
        }
        new NextSteps(spec.commandLine().getOut())
                .written(file, "a key of 256 bits, readable by you alone")
                .next("In the spec of both processes:")
                .type("\"encryption\": {\"type\": \"aes-256-gcm\", \"keyFile\": " + Json.quoted(file.toString()) + "}");
        return 0;
    }
}
