package io.simpleipc.cli;

import io.simpleipc.BytesHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ipc answer}: answers what the other side asks. */
@Command(
        name = "answer",
        mixinStandardHelpOptions = true,
        description = {
            "Answers the other side's queries until Ctrl-C.",
            "With --exec a command is run for each query: the query is its standard input, what it writes to standard "
                    + "output is the answer. If it ends with another code than 0 the query fails. It is killed when nobody "
                    + "waits for the answer any more, and when this process ends."
        })
final class AnswerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private SpecArgument spec = new SpecArgument();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Answer answer = new Answer();

    /** What to answer: one of these. */
    static final class Answer {
        @Option(names = "--echo", required = true, description = "Answer what was asked.")
        boolean echo;

        @Option(names = "--text", required = true, paramLabel = "T", description = "Answer this text.")
        @Nullable
        String text;

        @Option(
                names = "--exec",
                required = true,
                paramLabel = "CMD",
                arity = "1..*",
                parameterConsumer = Rest.class,
                description = "Answer what this command writes. All that follows belongs to it.")
        @Nullable
        List<String> exec;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (answer.exec != null) {
            refuseUnwritable(answer.exec);
            ChildAnswers.refuseIfMissing(answer.exec.get(0));
        }
        var meeting = spec.load();
        var watch = new AnswerWatch(
                Terminal.console() == null ? null : command.commandLine().getErr(), spec.text());
        try (var children = new ChildAnswers(answer.exec == null ? List.of() : answer.exec, meeting.maxMessageSize());
                var open = OpenConnection.of(
                        spec.connection(meeting)
                                .onBytes(handler(children))
                                .listener(watch)
                                .build(),
                        spec.text(),
                        children::close)) {
            open.connect(OpenConnection.FOR_EVER, spec::tellDelay);
            watch.awaitEnd();
            return ExitCode.OK.getExitCode();
        }
    }

    /** Java would hand question marks to the other program. */
    private void refuseUnwritable(List<String> exec) {
        var locale = Arguments.locale();
        for (var word : exec) {
            if (!locale.newEncoder().canEncode(word)) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "\"" + word + "\" cannot be handed to " + exec.get(0) + " in this locale (" + locale + ")",
                        "LC_ALL=C.UTF-8 " + Typed.again(command.commandLine()));
            }
        }
    }

    private BytesHandler handler(ChildAnswers children) {
        if (answer.echo) {
            return query -> query;
        }
        if (answer.text != null) {
            var text = Arguments.utf8(
                    answer.text,
                    "ipc answer " + SpecArgument.asTyped(command.commandLine()) + " --exec cat answer.txt");
            return query -> text;
        }
        return children;
    }

    /** Takes everything to the end of the line, options too: they are the other command's. */
    static final class Rest implements IParameterConsumer {
        @Override
        @SuppressWarnings("JdkObsolete") // the interface is picocli's
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            var rest = new ArrayList<String>();
            while (!arguments.isEmpty()) {
                rest.add(arguments.pop());
            }
            if (rest.isEmpty()) {
                throw new ParameterException(
                        command.commandLine(), "--exec wants a command, such as: --exec tr a-z A-Z");
            }
            option.setValue(rest);
        }
    }
}
