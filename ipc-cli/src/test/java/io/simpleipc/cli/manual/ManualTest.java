package io.simpleipc.cli.manual;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A small command with whatever is hard to write in roff. */
class ManualTest {
    @TempDir
    Path directory;

    @Command(
            name = "tool",
            mixinStandardHelpOptions = true,
            subcommands = {Sub.class, Secretive.class},
            description = {"Does things. And more.", ".SH is no macro here", "'nor is this", "100%% of C:\\temp"},
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {" 0:it went well", " 7:it did not"},
            footer = "Mind the gap.")
    static final class Tool {
        @Option(names = "--level", description = "How much; ${DEFAULT-VALUE} by default.", paramLabel = "N")
        int level = 3;

        @Option(names = "--inner", hidden = true, description = "Not for people.")
        boolean inner;
    }

    @Command(name = "sub", description = "Does one thing.")
    static final class Sub {
        @Parameters(paramLabel = "FILE", description = "Where it does it.")
        String file = "";
    }

    @Command(name = "secretive", hidden = true, description = "Not for people.")
    static final class Secretive {}

    @BeforeEach
    void write() throws IOException {
        Manual.write(new CommandLine(new Tool()), directory);
    }

    @Test
    void eachCommandHasAPageAndHiddenOnesHaveNone() {
        assertThat(directory.resolve("man/man1").toFile().list()).containsExactlyInAnyOrder("tool.1", "tool-sub.1");
    }

    @Test
    void aPageSaysWhatHelpSays() throws IOException {
        assertThat(page("tool.1"))
                .contains(".TH \"TOOL\" \"1\"")
                .contains("tool \\- Does things\n")
                .contains("\\fB\\-\\-level N\\fR\nHow much; 3 by default.\n")
                .contains(".SH \"COMMANDS\"\n.TP\n\\fBsub\\fR\nDoes one thing.\n")
                .contains(".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\nit went well\n.TP\n\\fB7\\fR\nit did not\n")
                .contains("Mind the gap.")
                .contains("\\fBtool\\-sub\\fR(1)")
                .doesNotContain("inner", "secretive");
        assertThat(page("tool-sub.1"))
                .contains(
                        "tool sub FILE",
                        "\\fBFILE\\fR\nWhere it does it.\n",
                        "\\fBtool\\fR(1)",
                        "\\fB7\\fR\nit did not\n");
    }

    @Test
    void textIsNeverTakenForAMacro() throws IOException {
        assertThat(page("tool.1"))
                .contains("\n\\&.SH is no macro here\n", "\n\\&'nor is this\n", "\n100% of C:\\etemp\n");
    }

    @Test
    void manReadsThePagesWithoutAWarning() throws Exception {
        var man = start(
                "man", "--warnings", "-l", directory.resolve("man/man1/tool.1").toString());

        assertThat(man)
                .contains("Does things. And more.", ".SH is no macro here", "'nor is this", "100% of C:\\temp")
                .contains("--level N", "tool-sub(1)")
                .doesNotContain("warning");
    }

    @Test
    void bashTakesTheCompletion() throws Exception {
        var script = directory.resolve("completion/tool.bash").toString();

        var completed = start(
                "bash",
                "-c",
                "source " + script
                        + "; COMP_WORDS=(tool --le); COMP_CWORD=1; _complete_tool 2> /dev/null; echo \"${COMPREPLY[*]}\"");

        assertThat(completed.strip()).isEqualTo("--level");
    }

    /** zsh has functions for scripts of bash; they have to be loaded first, and once. */
    @Test
    void zshTakesTheCompletionToo() throws Exception {
        var script = directory.resolve("completion/tool.bash");
        assertThat(script)
                .content()
                .contains("elif [ -n \"$ZSH_VERSION\" ]; then", "compinit && compinit", "+X bashcompinit");
        assumeTrue(
                Stream.of("/bin/zsh", "/usr/bin/zsh").map(Path::of).anyMatch(Files::isExecutable), "there is no zsh");

        var registered = start("zsh", "-f", "-c", "source " + script + "; print -r -- ${_comps[tool]}");

        assertThat(registered.strip()).isEqualTo("_bash_complete -F _complete_tool -o default");
    }

    private String page(String name) throws IOException {
        return Files.readString(directory.resolve("man/man1").resolve(name));
    }

    private String start(String... command) throws Exception {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        builder.environment().put("MAN_KEEP_STDERR", "1");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MANWIDTH", "200");
        var process = builder.start();
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(directory.resolve("output"));
    }
}
