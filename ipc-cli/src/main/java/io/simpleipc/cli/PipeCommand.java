package io.simpleipc.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc pipe}: standard input to the other side's standard output, and the other way round. */
@Command(
        name = "pipe",
        mixinStandardHelpOptions = true,
        description = {
            "Sends standard input to the standard output of the other side, which runs the same command, and the other way "
                    + "round: byte for byte, any size, no faster than the other side takes it.",
            "Ends with 0 when both inputs have ended and all of them is written. A side that only receives takes "
                    + "< /dev/null."
        })
final class PipeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private SpecArgument spec = new SpecArgument();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationConverter.class,
            description = "How long to wait for the other side: 500ms, 5s, 1m. By default for ever.")
    private @Nullable Duration timeout;

    @Override
    public Integer call() throws InterruptedException {
        var meeting = spec.load();
        StandardInput.refuseIfClosed(command.commandLine());
        var pipe = new Pipe(meeting, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        var connection =
                spec.connection(meeting).onBytes(pipe::handle).listener(pipe).build();
        try (var open = OpenConnection.of(connection, spec.text(), () -> pipe.interrupted(connection))) {
            open.awaitPeer(timeout, spec::tellDelay, Typed.again(command.commandLine()));
            pipe.run(connection);
        }
        return ExitCode.OK.getExitCode();
    }
}
