package io.simpleipc.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code ipc} command: one sub-command per thing that it can do. */
@Command(
        name = "ipc",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A tunnel between exactly two processes that run the same code.",
        subcommands = {
            AnswerCommand.class,
            QueryCommand.class,
            ChatCommand.class,
            PipeCommand.class,
            DoctorCommand.class,
            SpecCommand.class,
            SecretCommand.class,
            KeygenCommand.class,
            CertgenCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class,
            DemoMemberCommand.class
        })
public final class Main {
    static final String DEBUG = "--debug";

    /** Read by slf4j-simple when the first logger is made, which is after the command line was read. */
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private boolean debug;

    private Main() {}

    @Option(
            names = DEBUG,
            scope = ScopeType.INHERIT,
            description = "Shows on standard error what goes on, and where it failed.")
    void debug(boolean wanted) {
        debug = wanted;
        if (wanted) {
            System.setProperty(LOG_LEVEL, "debug");
        }
    }

    /**
     * Runs the command and ends the JVM with one of the exit codes that {@code ipc --help} lists.
     *
     * @param read the command line
     */
    public static void main(String[] read) {
        var arguments = Arguments.ofThisProcess(read);
        var commandLine = commandLine();
        if (Arguments.locale().equals(StandardCharsets.US_ASCII)) {
            // What is proposed there repeats words that an ASCII stream would spoil.
            commandLine.setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }
        int code = commandLine.execute(arguments);
        System.exit(
                code == ExitCode.OK.getExitCode() && isOutputLost(arguments) ? ExitCode.FAILED.getExitCode() : code);
    }

    /** Streams keep it to themselves when a disk is full or nobody reads any more. */
    private static boolean isOutputLost(String[] arguments) {
        if (!System.out.checkError()) {
            return false;
        }
        System.err.println(
                "ipc: standard output cannot be written, so not all that there was to say has arrived; is the "
                        + "disk full, or has its reader ended?");
        System.err.println("Try: " + Typed.line(List.of(arguments)) + " > ipc.out");
        return true;
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Main());
        // Without a sub-command there is nothing to do: say so instead of doing nothing.
        commandLine.setExecutionStrategy(parsed -> {
            var helpExitCode = CommandLine.executeHelpRequest(parsed);
            if (helpExitCode != null) {
                return helpExitCode;
            }
            if (!parsed.hasSubcommand()) {
                throw new CommandLine.ParameterException(commandLine, "Missing required subcommand");
            }
            return run(parsed);
        });
        commandLine.registerConverter(Path.class, new PathConverter());
        var failures = new Failures();
        commandLine.setExecutionExceptionHandler(failures);
        commandLine.setParameterExceptionHandler(failures);
        ExitCode.describe(commandLine);
        return commandLine;
    }

    /** What picocli would let go through as it is, with a stack trace. */
    private static int run(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error e) {
            var commands = parsed.asCommandLineList();
            var command = commands.get(commands.size() - 1);
            var failure = e instanceof OutOfMemoryError
                    ? new CommandFailure(
                            ExitCode.FAILED,
                            "there is not enough memory for so much at once (" + e.getMessage() + ")",
                            "JAVA_TOOL_OPTIONS=-Xmx4g " + Typed.again(command),
                            e)
                    : new CommandFailure(ExitCode.FAILED, "ipc itself failed: " + e, Typed.with(command, DEBUG), e);
            throw new CommandLine.ExecutionException(command, failure.getMessage(), failure);
        }
    }

    /** Whether {@code --debug} was given to the command or one above it. */
    static boolean debugs(CommandLine command) {
        return command.getCommandSpec().root().userObject() instanceof Main main && main.debug;
    }

    /** Tells the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "ipc " + ofThisJar(),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }

        static String ofThisJar() {
            var version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(not from a jar)" : version;
        }
    }
}
