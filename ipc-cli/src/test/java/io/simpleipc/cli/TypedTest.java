package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is proposed works as it stands: it repeats what was given, quoted where a shell wants it. */
class TypedTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ipc =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void theDoctorGetsTheOptionsOfTheSpec() {
        assertThat(ipc.execute("query", "tls:a:1", "hello", "--cert", "a b", "--key", "k", "--secret-file", "none"))
                .isEqualTo(2);

        assertThat(lastLine()).isEqualTo("Try: ipc doctor tls:a:1 --secret-file none --cert 'a b' --key k");
    }

    @Test
    void aSecretIsMadeForTheVerySameLine() {
        assertThat(ipc.execute("query", "unix:a", "it's", "--timeout=2s", "--json"))
                .isEqualTo(2);

        assertThat(lastLine())
                .isEqualTo("Try: ipc secret chat.secret && "
                        + "ipc query --secret-file chat.secret unix:a 'it'\\''s' --timeout=2s --json");
    }

    /** The other side may have it: no line to paste may destroy it. */
    @Test
    void whatExistsIsNotReplacedByWhatIsProposed(@TempDir Path temp) throws IOException {
        var file = Files.createFile(temp.resolve("a secret"));

        assertThat(ipc.execute("secret", file.toString())).isEqualTo(2);

        assertThat(err.toString()).contains("add --force to replace it");
        assertThat(lastLine()).isEqualTo("Try: ipc secret --help");
    }

    @Test
    void aDirectoryThatIsMissingIsMadeFirst(@TempDir Path temp) {
        assertThat(ipc.execute("keygen", temp.resolve("no dir/key").toString())).isEqualTo(2);

        assertThat(lastLine()).isEqualTo("Try: mkdir -p -m 700 '" + temp.resolve("no dir") + "'");
    }

    @Test
    void anotherValueTakesThePlaceOfTheOneGiven() {
        for (var given : List.of(List.of("--timeout", "1s"), List.of("--timeout=1s"), List.<String>of())) {
            var line = new ArrayList<>(List.of("query", "unix:a", "hello"));
            line.addAll(given);
            ipc.parseArgs(line.toArray(new String[0]));

            assertThat(Typed.with(ipc.getSubcommands().get("query"), "--timeout", "1m"))
                    .isEqualTo("ipc query --timeout 1m unix:a hello");
        }
    }

    @Test
    void whatStandsBehindExecIsNoOptionOfOurs() {
        assertThat(Typed.has(List.of("answer", "a", "--json", "--exec", "x"), "--json"))
                .isTrue();
        assertThat(Typed.has(List.of("answer", "a", "--exec", "x", "--json"), "--json"))
                .isFalse();
        assertThat(Typed.has(List.of("query", "a", "--", "--json"), "--json")).isFalse();
    }

    private String lastLine() {
        return err.toString().lines().reduce("", (before, line) -> line);
    }
}
