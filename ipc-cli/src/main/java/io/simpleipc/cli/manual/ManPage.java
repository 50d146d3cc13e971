package io.simpleipc.cli.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One command as a page of section 1 of the manual, in the macros of man(7). Says what {@code --help} says, since both are
 * made of the same descriptions.
 */
final class ManPage {
    private static final String SECTION = "1";

    private final CommandLine command;
    private final CommandSpec spec;
    private final StringBuilder text = new StringBuilder();

    ManPage(CommandLine command) {
        this.command = command;
        this.spec = command.getCommandSpec();
    }

    /** The page's name: that of the command, with hyphens. */
    static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    static String fileName(CommandLine command) {
        return name(command) + "." + SECTION;
    }

    /** Commands that are not hidden. */
    static List<CommandLine> subcommands(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .distinct()
                .toList();
    }

    /** The page, as {@code man -l} reads it. */
    String text() {
        macro("TH", name(command).toUpperCase(Locale.ROOT), SECTION, "", "Simple IPC for Java", "");
        section("NAME");
        line(escaped(name(command)) + " \\- " + escaped(firstSentence()));
        section("SYNOPSIS");
        line(escaped(synopsis()));
        section("DESCRIPTION");
        paragraphs(spec.usageMessage().description());
        arguments();
        options();
        commands();
        keys("EXIT STATUS", exitCodes());
        footer();
        seeAlso();
        return text.toString();
    }

    private String firstSentence() {
        var lines = rendered(spec.usageMessage().description());
        var first = lines.isEmpty() ? spec.qualifiedName() : lines.get(0);
        int end = first.indexOf(". ");
        var sentence = end < 0 ? first : first.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private String synopsis() {
        return String.join(" ", command.getHelp().synopsis(0).split("\\s+")).strip();
    }

    private void arguments() {
        var arguments = spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList();
        if (!arguments.isEmpty()) {
            section("ARGUMENTS");
            arguments.forEach(each -> entry(each.paramLabel(), each));
        }
    }

    private void options() {
        var options = spec.options().stream().filter(each -> !each.hidden()).toList();
        if (!options.isEmpty()) {
            section("OPTIONS");
            for (var option : options) {
                var names = String.join(", ", option.names());
                entry(option.arity().max() == 0 ? names : names + " " + option.paramLabel(), option);
            }
        }
    }

    private void entry(String head, ArgSpec argument) {
        term(head);
        rendered(argument.description()).forEach(each -> line(escaped(withDefault(each, argument))));
    }

    private static String withDefault(String description, ArgSpec argument) {
        return description.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString()));
    }

    private void commands() {
        var subcommands = subcommands(command);
        if (!subcommands.isEmpty()) {
            section("COMMANDS");
            for (var sub : subcommands) {
                term(sub.getCommandName());
                line(escaped(new ManPage(sub).firstSentence() + "."));
            }
        }
    }

    private void keys(String title, Map<String, String> entries) {
        if (!entries.isEmpty()) {
            section(title);
            entries.forEach((key, description) -> {
                term(key.strip());
                line(escaped(plain(description)));
            });
        }
    }

    /** Said once for all commands, unless one says otherwise. */
    private Map<String, String> exitCodes() {
        var own = spec.usageMessage().exitCodeList();
        return own.isEmpty() ? spec.root().usageMessage().exitCodeList() : own;
    }

    private void footer() {
        var lines = rendered(spec.usageMessage().footer());
        if (!lines.isEmpty()) {
            section("NOTES");
            for (var each : lines) {
                line(escaped(each));
                macro("br");
            }
        }
    }

    private void seeAlso() {
        var others = new ArrayList<CommandLine>();
        var parent = command.getParent();
        if (parent != null) {
            others.add(parent);
        }
        others.addAll(subcommands(command));
        if (!others.isEmpty()) {
            section("SEE ALSO");
            line(others.stream()
                    .map(each -> "\\fB" + escaped(name(each)) + "\\fR(" + SECTION + ")")
                    .collect(Collectors.joining(", ")));
        }
    }

    private void paragraphs(String[] paragraphs) {
        for (var paragraph : rendered(paragraphs)) {
            macro("PP");
            line(escaped(paragraph));
        }
    }

    private static List<String> rendered(String[] lines) {
        return Arrays.stream(lines)
                .map(ManPage::plain)
                .filter(each -> !each.isBlank())
                .toList();
    }

    /** Without picocli's markup and its format characters. */
    private static String plain(String text) {
        return Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%")).strip();
    }

    private void section(String title) {
        macro("SH", title);
    }

    private void term(String head) {
        macro("TP");
        line("\\fB" + escaped(head) + "\\fR");
    }

    private void macro(String name, String... arguments) {
        text.append('.').append(name);
        for (var argument : arguments) {
            text.append(" \"").append(escaped(argument)).append('"');
        }
        text.append('\n');
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /** As text in any place: a backslash or a hyphen stays one, and a point or a quote at the start is no macro. */
    private static String escaped(String text) {
        var escaped = text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
        return escaped.replaceAll("\n{2,}", "\n.PP\n");
    }
}
