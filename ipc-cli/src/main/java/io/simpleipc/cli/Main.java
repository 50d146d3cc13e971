package io.simpleipc.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code ipc} command: one sub-command per thing that it can do. */
@Command(
        name = "ipc",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "A tunnel between exactly two processes that run the same code.",
        subcommands = {DemoCommand.class, BenchCommand.class, DemoMemberCommand.class})
public final class Main {
    private Main() {}

    /**
     * Runs the command and ends the JVM: 0 is success, 1 a failure, 2 a command line that makes no sense.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
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
            return new CommandLine.RunLast().execute(parsed);
        });
        return commandLine;
    }

    /** Tells the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "ipc " + (version == null ? "(not from a jar)" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
