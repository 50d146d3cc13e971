package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec.Target;

/** The argument SPEC of the commands that talk, with the options that its short forms need. A mix-in. */
final class SpecArgument {
    private static final String LABEL = "SPEC";

    /** What ipc spec writes. */
    private static final String USUAL = "chat.json";

    private static final String SECRET_FILE = "--secret-file";
    private static final String CERTIFICATE = "--cert";
    private static final String KEY = "--key";
    private static final List<String> OPTIONS = List.of(SECRET_FILE, CERTIFICATE, KEY);
    private static final Duration DRAIN = Duration.ofSeconds(1);

    @CommandLine.Spec(Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = LABEL,
            description = "Where to meet, the same at both sides: a JSON file, or in short unix:NAME, tcp:PORT, "
                    + "tcp:HOST:PORT or tls:HOST:PORT.")
    private String text = "";

    @Option(
            names = SECRET_FILE,
            paramLabel = "FILE",
            description =
                    "For a short form: read the secret from this file. Without it IPC_SECRET counts, else you are "
                            + "asked.")
    private @Nullable Path secretFile;

    @Option(
            names = CERTIFICATE,
            paramLabel = "FILE",
            description = "For tls: the certificate (PEM), the same at both sides.")
    private @Nullable Path certificate;

    @Option(names = KEY, paramLabel = "FILE", description = "For tls: the key of the certificate (PEM).")
    private @Nullable Path key;

    /**
     * SPEC and the options that belong to it, fit to be typed again, behind another command too; null if the command takes
     * none.
     */
    static @Nullable String asTyped(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.paramLabel().equals(LABEL))
                .map(parameter -> Shell.word(String.valueOf(parameter.<Object>getValue())) + options(command))
                .findFirst()
                .orElse(null);
    }

    private static String options(CommandLine command) {
        return OPTIONS.stream()
                .map(name -> command.getCommandSpec().findOption(name))
                .filter(option -> option != null && option.getValue() != null)
                .map(option -> " " + option.longestName() + " " + Shell.word(option.<Object>getValue()))
                .collect(Collectors.joining());
    }

    /** What was typed. */
    String text() {
        return text;
    }

    /**
     * The spec. Asks for the secret if there is nothing else to take it from.
     *
     * @throws ParameterException if the options do not go with SPEC
     * @throws CommandFailure if there is no such file or no secret
     * @throws io.simpleipc.ConfigurationException if the document or a value in it is wrong
     */
    Spec load() {
        var form = ShortForm.parse(text);
        if (form.isEmpty()) {
            refuse(secretFile, SECRET_FILE, "stands in the JSON file under \"secret\"");
            refuse(certificate, CERTIFICATE, "stands in the JSON file under \"tls\"");
            refuse(key, KEY, "stands in the JSON file under \"tls\"");
            return Spec.load(file());
        }
        if (!Arguments.locale().newEncoder().canEncode(form.get().address())) {
            throw unwritable(null);
        }
        var builder = Spec.builder().type(form.get().type()).address(form.get().address());
        if (form.get().tls()) {
            builder.tls(tls());
        } else {
            refuse(certificate, CERTIFICATE, "is for tls:HOST:PORT only");
            refuse(key, KEY, "is for tls:HOST:PORT only");
        }
        return builder.secret(
                        new SecretSource(secretFile, System.getenv(), Prompt.ofThisProcess(), this::withSecretFile)
                                .secret())
                .build();
    }

    /** A connection by that spec. */
    Connection.Builder connection() {
        return connection(load());
    }

    /** A connection that logs for people and does not linger when it is closed. */
    Connection.Builder connection(Spec spec) {
        var builder = Connection.builder(spec).drain(DRAIN);
        return Main.debugs(command.commandLine())
                ? builder
                : builder.logger(new CommandLog(command.commandLine().getErr()));
    }

    /** Says on standard error why it takes long to find a role, and how to find out more. */
    void tellDelay(String why) {
        var err = command.commandLine().getErr();
        err.println("ipc: " + PlainWords.without(why));
        err.println("Try: ipc doctor " + asTyped(command.commandLine()));
        err.flush();
    }

    private String withSecretFile(String file) {
        return Typed.with(command.commandLine(), SECRET_FILE, file);
    }

    private Path file() {
        var file = path();
        if (!Files.exists(file)) {
            ShortForm.meant(text).ifPresent(meant -> {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "there is no file " + text + ", nor such a type; did you mean " + meant + "?",
                        Typed.replaced(command.commandLine(), text, meant));
            });
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no file " + text + "; " + LABEL
                            + " is a JSON file (ipc spec writes one to begin with), or " + ShortForm.EXAMPLES,
                    Files.exists(Path.of(USUAL)) ? "ipc doctor " + USUAL : "ipc spec unix");
        }
        return file;
    }

    /** Where the document is, if it is one. */
    Path path() {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw unwritable(e);
        }
    }

    private CommandFailure unwritable(@Nullable Exception cause) {
        return new CommandFailure(
                ExitCode.USAGE,
                PathConverter.unwritable(text),
                PathConverter.CURE + Typed.again(command.commandLine()),
                cause);
    }

    private Tls tls() {
        if (certificate == null || key == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    text + " needs a certificate and its key, the same two files at both sides: --cert FILE --key FILE",
                    "ipc certgen --cert server.crt --key server.key");
        }
        return Tls.of(certificate, key);
    }

    private void refuse(@Nullable Path value, String option, String why) {
        if (value != null) {
            throw new ParameterException(command.commandLine(), option + " does not go with " + text + ": it " + why);
        }
    }
}
