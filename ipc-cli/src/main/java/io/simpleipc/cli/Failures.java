package io.simpleipc.cli;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.IpcException;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.Outcome;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.measure.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every command fails: a sentence that says what is wrong, and the next command to type. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final String JSON = "--json";
    private static final String TCP = "tcp:";

    /** A message may end with the command that helps. */
    private static final Pattern COMMAND = Pattern.compile("; make it with: (.+)$");

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        var command = failure.getCommandLine();
        var err = command.getErr();
        var given = List.of(arguments);
        if (failure instanceof UnmatchedArgumentException unmatched && areWordsOfText(unmatched, given)) {
            err.println(command.getCommandSpec().qualifiedName() + ": TEXT is one argument; put it in quotes");
            next(err, inQuotes(unmatched, given));
        } else {
            say(err, command, failure);
            if (failure instanceof UnmatchedArgumentException unmatched) {
                similar(unmatched, command, err);
            }
            if (arguments.length == 0) {
                command.usage(err);
            }
            next(
                    err,
                    PathConverter.hasFailed(String.valueOf(failure.getMessage()))
                            ? PathConverter.CURE + Typed.line(given)
                            : help(command));
        }
        // Whether --debug was given is not known: what was wrong may stand before it.
        if (Typed.has(given, Main.DEBUG)) {
            failure.printStackTrace(err);
        }
        err.flush();
        if (takesJson(command) && Typed.has(given, JSON)) {
            object(command, failure, ExitCode.USAGE);
        }
        return ExitCode.USAGE.getExitCode();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, @Nullable ParseResult parsed) {
        var err = command.getErr();
        var code = ExitCode.of(failure);
        if (isInterrupted() && !Main.debugs(command)) {
            return code.getExitCode();
        }
        say(err, command, failure);
        var next = failure instanceof CommandFailure known ? known.next() : null;
        next(err, next == null ? cure(failure, code, command) : next);
        if (Main.debugs(command)) {
            failure.printStackTrace(err);
        }
        err.flush();
        if (takesJson(command)
                && Typed.has(command, JSON)
                && !(command.getCommand() instanceof QueryCommand query && query.hasTold())) {
            object(command, failure, code);
        }
        return code.getExitCode();
    }

    /** Whether the process has been told to end, by Ctrl-C say: what fails because of that is no news. */
    private static boolean isInterrupted() {
        var probe = new Thread("ipc-probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void say(PrintWriter err, CommandLine command, Exception failure) {
        err.println(command.getCommandSpec().qualifiedName() + ": " + PlainWords.of(failure));
    }

    private static void next(PrintWriter err, String command) {
        err.println("Try: " + command);
    }

    private static String help(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }

    private static boolean takesJson(CommandLine command) {
        return command.getCommandSpec().findOption(JSON) != null;
    }

    /** For who reads standard output, where each line is an object. */
    private static void object(CommandLine command, Exception failure, ExitCode code) {
        var json = new Json();
        if (command.getCommand() instanceof QueryCommand) {
            json.put("outcome", Outcome.NOT_EXECUTED.name());
        }
        var out = command.getOut();
        out.println(json.put("error", code.name()).put("message", PlainWords.of(failure)));
        out.flush();
    }

    private static void similar(UnmatchedArgumentException failure, CommandLine command, PrintWriter err) {
        var suggestions = failure.getSuggestions();
        if (!suggestions.isEmpty()) {
            err.println("Did you mean " + String.join(" or ", suggestions) + "?");
        } else if (!command.getSubcommands().isEmpty()) {
            err.println("Commands: " + visible(command));
        }
    }

    /** What stands at the end of a query's line, behind TEXT: somebody has forgotten that a shell takes words apart. */
    private static boolean areWordsOfText(UnmatchedArgumentException failure, List<String> given) {
        var rest = failure.getUnmatched();
        int text = given.size() - rest.size() - 1;
        return failure.getCommandLine().getCommand() instanceof QueryCommand
                && text >= 2
                && given.subList(text + 1, given.size()).equals(rest)
                && given.subList(text, given.size()).stream().noneMatch(word -> word.startsWith("-"));
    }

    private static String inQuotes(UnmatchedArgumentException failure, List<String> given) {
        int text = given.size() - failure.getUnmatched().size() - 1;
        var line = new ArrayList<>(given.subList(0, text));
        line.add(String.join(" ", given.subList(text, given.size())));
        return Typed.line(line);
    }

    private static String visible(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    /** What to type where the failure itself does not know. */
    private static String cure(Exception failure, ExitCode code, CommandLine command) {
        var spec = SpecArgument.asTyped(command);
        if (spec == null) {
            return code == ExitCode.USAGE ? cureOfFiles(failure, command) : Typed.with(command, Main.DEBUG);
        }
        if (failure instanceof RemoteQueryException remote) {
            // Who has no handler asks, too; of one that has failed it has been told why.
            return remote.outcome() == Outcome.NOT_EXECUTED ? "ipc answer " + spec + " --echo" : Typed.again(command);
        }
        if (mayNotLeaveTheMachine(failure) && spec.startsWith(TCP)) {
            var word = spec.split(" ", 2)[0];
            return "ipc certgen --cert server.crt --key server.key && "
                    + Typed.replaced(command, word, "tls:" + word.substring(TCP.length()))
                    + " --cert server.crt --key server.key";
        }
        return switch (code) {
            case NO_PEER -> "ipc answer " + spec + " --echo";
            case TIMEOUT ->
                command.getCommandSpec().findOption("--timeout") == null
                        ? Typed.again(command)
                        : Typed.with(command, "--timeout", "1m");
            case USAGE, BUSY, WRONG_SECRET, INCOMPATIBLE -> "ipc doctor " + spec;
            case OK, FAILED -> isOfTheSpec(failure) ? "ipc doctor " + spec : once(failure, command);
        };
    }

    /** Of the commands that make files. */
    private static String cureOfFiles(Exception failure, CommandLine command) {
        var message = String.valueOf(failure.getMessage());
        var stated = COMMAND.matcher(message);
        if (stated.find()) {
            return stated.group(1);
        }
        return help(command); // not --force: the other side may have the file that is there
    }

    /** What else doctor tells: the limits, who is there, what is in the way. */
    private static boolean isOfTheSpec(Exception failure) {
        return failure instanceof AddressUnusableException || failure instanceof MessageTooLargeException;
    }

    /** Nothing of a short form could allow that. */
    private static boolean mayNotLeaveTheMachine(Exception failure) {
        return String.valueOf(failure.getMessage()).contains("allowInsecureRemote");
    }

    /** Once more: what the network did to it may not happen again; what nobody has foreseen wants to be looked at. */
    private static String once(Exception failure, CommandLine command) {
        if (failure instanceof IpcException known && known.outcome() == Outcome.UNKNOWN) {
            return "ipc doctor " + SpecArgument.asTyped(command); // not again: it may have been executed
        }
        return failure instanceof IpcException || failure instanceof CommandFailure
                ? Typed.again(command)
                : Typed.with(command, Main.DEBUG);
    }
}
