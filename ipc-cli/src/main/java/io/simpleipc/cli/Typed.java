package io.simpleipc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The command line that this process was started with, fit to be typed again. Stateless. */
final class Typed {
    /** All behind these is no option of ours. */
    private static final List<String> LAST = List.of("--", "--exec");

    private Typed() {}

    /** The same once more. */
    static String again(CommandLine command) {
        return line(arguments(command));
    }

    /** The same, with another word in the place of one. */
    static String replaced(CommandLine command, String word, String other) {
        return line(arguments(command).stream()
                .map(each -> each.equals(word) ? other : each)
                .toList());
    }

    /** The same, with an option that is a word of its own. */
    static String with(CommandLine command, String flag) {
        return line(begun(command, List.of(flag), arguments(command)));
    }

    /** The same, with another value of an option. */
    static String with(CommandLine command, String option, String value) {
        var kept = new ArrayList<String>();
        var rest = arguments(command).iterator();
        boolean ours = true;
        while (rest.hasNext()) {
            var word = rest.next();
            ours = ours && !LAST.contains(word);
            if (ours && word.equals(option) && rest.hasNext()) {
                rest.next();
            } else if (!ours || !word.startsWith(option + "=")) {
                kept.add(word);
            }
        }
        return line(begun(command, List.of(option, value), kept));
    }

    /** Whether an option of ours was given. */
    static boolean has(CommandLine command, String flag) {
        return has(arguments(command), flag);
    }

    /** Whether an option of ours was given, be it in a line that could not be understood. */
    static boolean has(List<String> arguments, String flag) {
        return arguments.stream().takeWhile(word -> !LAST.contains(word)).anyMatch(flag::equals);
    }

    /** Directly behind the command's name: what stands behind --exec would belong to another program. */
    private static List<String> begun(CommandLine command, List<String> added, List<String> arguments) {
        var all = new ArrayList<>(arguments);
        all.addAll(command.getParent() == null ? 0 : arguments.indexOf(command.getCommandName()) + 1, added);
        return all;
    }

    private static List<String> arguments(CommandLine command) {
        var parsed = command.getCommandSpec().root().commandLine().getParseResult();
        return parsed == null ? List.of() : parsed.originalArgs();
    }

    /** The command with these arguments. */
    static String line(List<String> arguments) {
        return Stream.concat(Stream.of("ipc"), arguments.stream().map(Shell::word))
                .collect(Collectors.joining(" "));
    }
}
