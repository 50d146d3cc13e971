package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.spi.Deadline;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc query}: asks the other side. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = {
            "Waits for the other side, asks it, and writes the answer, nothing else, to standard output.",
            "The answer to a TEXT ends with a line break; that to what came from standard input is written byte for byte."
        })
final class QueryCommand implements Callable<Integer> {
    private static final long PAUSE_NANOS = 20_000_000;

    /** With less time left one more attempt would only tell that the time is over, and not why. */
    private static final long LEAST_NANOS = 10 * PAUSE_NANOS;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private SpecArgument spec = new SpecArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "What to ask; - or nothing takes it from standard input, any bytes.")
    private String text = "-";

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationConverter.class,
            description =
                    "How long to wait for the other side, and then for each answer: 500ms, 5s, 1m. By default the "
                            + "queryTimeout of the spec, which is 5s unless it says otherwise.")
    private @Nullable Duration timeout;

    @Option(names = "--count", paramLabel = "N", description = "Ask so often; ends at the first failure.")
    private int count = 1;

    @Option(
            names = "--json",
            description =
                    "Write one JSON object per query and line: outcome, millis, and answer (or answerBase64 if it is "
                            + "no text) or error and message.")
    private boolean json;

    /** Standard output has been told of the failure. */
    private boolean told;

    @Override
    public Integer call() {
        if (count < 1) {
            throw new ParameterException(command.commandLine(), "--count wants a number from 1 on, not " + count);
        }
        var meeting = spec.load();
        var longest = timeout == null ? meeting.queryTimeout() : timeout;
        var answers = answers(new FileOutputStream(FileDescriptor.out));
        try (var open = OpenConnection.of(spec.connection(meeting).build(), spec.text(), () -> {})) {
            var query = query(meeting.maxMessageSize());
            join(open, longest, answers);
            for (int i = 0; i < count; i++) {
                ask(open, query, longest, answers);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "standard output cannot be written: " + e.getMessage(),
                    Typed.again(command.commandLine()) + " > ipc.out",
                    e);
        }
        return ExitCode.OK.getExitCode();
    }

    boolean hasTold() {
        return told;
    }

    private Answers answers(OutputStream out) {
        return json ? new Answers.AsJson(out) : text.equals("-") ? new Answers.AsBytes(out) : new Answers.AsLines(out);
    }

    /** One byte more than may be sent tells that it is too much. */
    private byte[] query(int longest) {
        if (!text.equals("-")) {
            return Arguments.utf8(
                    text, "ipc query " + SpecArgument.asTyped(command.commandLine()) + " - < question.txt");
        }
        if (Terminal.console() != null) {
            var err = command.commandLine().getErr();
            err.println("ipc: type the query; Ctrl-D at the beginning of a line ends it");
            err.flush();
        }
        StandardInput.refuseIfClosed(command.commandLine());
        try {
            var bytes = System.in.readNBytes(longest + 1);
            if (bytes.length <= longest) {
                return bytes;
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "standard input cannot be read: " + e.getMessage(), null, e);
        }
        throw new CommandFailure(
                ExitCode.FAILED,
                "standard input has more than the " + longest + " bytes that a query may have; raise maxMessageSize on "
                        + "both sides, or send it through ipc pipe",
                "ipc doctor " + SpecArgument.asTyped(command.commandLine()));
    }

    private void join(OpenConnection open, Duration longest, Answers answers) throws IOException {
        long start = System.nanoTime();
        try {
            open.awaitPeer(
                    longest, spec::tellDelay, "ipc answer " + SpecArgument.asTyped(command.commandLine()) + " --echo");
        } catch (IpcException | CommandFailure e) {
            told = true;
            answers.failed(e, System.nanoTime() - start);
            throw e;
        }
    }

    private void ask(OpenConnection open, byte[] query, Duration longest, Answers answers) throws IOException {
        long start = System.nanoTime();
        byte[] answer;
        try {
            answer = ask(open.connection(), query, longest);
        } catch (IpcException e) {
            told = true;
            answers.failed(e, System.nanoTime() - start);
            throw e;
        }
        answers.answered(answer, System.nanoTime() - start);
    }

    /**
     * Who was there may have come for a moment only, as ipc doctor does, or may itself ask and not answer: what was not
     * executed waits for the next one.
     */
    private static byte[] ask(Connection connection, byte[] query, Duration longest) {
        var end = Deadline.after(longest);
        var left = longest;
        while (true) {
            try {
                return connection.query(query, left);
            } catch (NotConnectedException | ConnectionLostException | RemoteQueryException e) {
                if (e.outcome() != Outcome.NOT_EXECUTED || end.remainingNanos() < LEAST_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS); // it is said to be there until its link is gone
                if (!connection.awaitConnected(Duration.ofNanos(end.remainingNanos()))) {
                    throw e;
                }
                left = Duration.ofNanos(Math.max(1, end.remainingNanos()));
            }
        }
    }
}
