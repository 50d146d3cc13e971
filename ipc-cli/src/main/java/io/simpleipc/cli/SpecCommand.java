package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.cli.files.SpecSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc spec}: a set of files to start from. */
@Command(
        name = "spec",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a set of files that works at once, for their owner only (mode 600): NAME.json (the spec), NAME.secret "
                    + "and, for tls, NAME.crt and NAME.key.",
            "They name each other relatively: copy or move them together."
        })
final class SpecCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ForceOption force = new ForceOption();

    @Mixin
    private ValidityOption validity = new ValidityOption();

    @Parameters(
            paramLabel = "unix|tcp|tls",
            converter = SpecType.Converter.class,
            completionCandidates = SpecType.Texts.class,
            description =
                    "How the processes meet: unix (a socket of this user), tcp (a port of this machine), tls (the "
                            + "same, encrypted).")
    private SpecType type = SpecType.UNIX;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where to write the files; the present directory by default.")
    private Path directory = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "Of the files; ${DEFAULT-VALUE} by default.")
    private String name = "chat";

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description =
                    "Where to meet: for unix a name or a path (from DIR), NAME by default; for tcp and tls :PORT or HOST:PORT, "
                            + "by default a port that is free now.")
    private @Nullable String address;

    @Override
    public Integer call() {
        var set = new SpecSet(
                directory,
                name,
                type.transport(),
                address == null ? type.defaultAddress(name) : address,
                type == SpecType.TLS ? validity.of(spec) : Duration.ZERO);
        if (type != SpecType.UNIX) { // where it is a name, or a path that begins in DIR
            refuseUnusable(set);
        }
        set.write(force.isSet());
        var steps = new NextSteps(spec.commandLine().getOut());
        set.files().forEach(file -> steps.written(file, what(file)));
        var document = Shell.word(set.document());
        steps.next("Next, in two terminals, the same in both:")
                .type("ipc chat " + document)
                .next("or see what it means:")
                .type("ipc doctor " + document);
        return 0;
    }

    /** Nothing is written for an address that no connection would take; what goes through TLS may leave the machine. */
    private void refuseUnusable(SpecSet set) {
        var meant = io.simpleipc.Spec.builder()
                .type(set.type())
                .address(set.address())
                .secret("none")
                .allowInsecureRemote(type == SpecType.TLS)
                .build();
        Connection.of(meant, query -> query).close();
    }

    private static String what(Path file) {
        var name = file.toString();
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "json" -> "the spec";
            case "secret" -> "its secret, readable by you alone";
            case "crt" -> "its certificate";
            default -> "the certificate's private key, readable by you alone";
        };
    }
}
