package io.simpleipc.cli;

import io.simpleipc.cli.files.NewFiles;
import io.simpleipc.cli.files.NewSecret;
import io.simpleipc.measure.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc secret}: a secret that nobody can guess. */
@Command(
        name = "secret",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a secret that nobody can guess: 32 random bytes in base64, for their owner only (mode 600).",
            "Both processes need the same file. It is never printed."
        })
final class SecretCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ForceOption force = new ForceOption();

    @Parameters(paramLabel = "FILE", description = "The file to make, such as chat.secret.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        try (var files = new NewFiles(force.isSet())) {
            files.add(file, new NewSecret()).publish();
        }
        new NextSteps(spec.commandLine().getOut())
                .written(file, "a random secret, readable by you alone")
                .next("In the spec of both processes:")
                .type("\"secret\": {\"file\": " + Json.quoted(file.toString()) + "}")
                .next("or, in two terminals:")
                .type("ipc chat unix:NAME --secret-file " + Shell.word(file));
        return 0;
    }
}
