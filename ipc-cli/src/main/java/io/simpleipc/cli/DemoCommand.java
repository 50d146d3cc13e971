package io.simpleipc.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc demo}: shows in a few seconds what the library does. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows two processes that run the same code and find each other, query each other, "
                    + "lose one to kill -9, and are joined again.",
            "Ends by itself in less than 20 seconds; exit code 0 if all went well, else 1."
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--type",
            paramLabel = "unix|tcp",
            converter = DemoAddress.TypeConverter.class,
            description = "How the processes meet: unix (a socket in a private temporary directory; the default) "
                    + "or tcp (a free port of the loopback interface).")
    private DemoAddress.Type type = DemoAddress.Type.UNIX;

    @Override
    public Integer call() throws InterruptedException {
        if (Demo.play(type, Screen.ofThisProcess())) {
            return ExitCode.OK.getExitCode();
        }
        var err = command.commandLine().getErr();
        err.println("Try: " + Typed.with(command.commandLine(), Main.DEBUG));
        err.flush();
        return ExitCode.FAILED.getExitCode();
    }
}
