package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** What a command line that makes no sense gets: a sentence, a next step, 2, and no stack trace. */
class FailuresTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ipc =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            query                                  | Missing required parameter: 'SPEC'      | ipc query --help
            query no-such.json hello               | there is no file no-such.json           | ipc spec unix
            query pigeon:1 hello                   | unix:NAME, tcp:PORT                     | ipc spec unix
            query tsl:a:1 hello                    | no file tsl:a:1, nor such a type; did you mean tls:a:1? | ipc query tls:a:1 hello
            query tcp: hello                       | says no address                         | ipc doctor
            query unix:a hello --timeout 5         | write a number and ms, s, m, h or d     | ipc query --help
            query unix:a hello --timeout 0s        | longer than zero                        | ipc query --help
            query unix:a hello --count 0           | --count wants a number from 1 on, not 0 | ipc query --help
            query unix:a hello --secret=abc        | Unknown option: '--secret=abc'          | ipc query --help
            query unix:a hello --secret-file none  | the secret file none cannot be read     | ipc doctor unix:a
            query tls:a:1 hello                    | needs a certificate and its key         | ipc certgen
            query tcp:1 hello --key k              | --key does not go with tcp:1            | ipc query --help
            query pom.xml hello --secret-file s    | stands in the JSON file                 | ipc query --help
            query pom.xml hello                    | pom.xml, line 1, column 1               | ipc doctor pom.xml
            answer unix:a                          | --echo                                  | ipc answer --help
            answer unix:a --echo --text b          | mutually exclusive                      | ipc answer --help
            answer unix:a --exec                   | --exec wants a command                  | ipc answer --help
            pipe unix:a --timeout never            | which is no duration                    | ipc pipe --help
            spec unix --dir /dev/null              | /dev/null is no directory               | ipc spec --help
            secret /proc/x                         | the system lets nobody make files       | ipc secret --help
            chat                                   | Missing required parameter: 'SPEC'      | ipc chat --help
            """)
    void aSentenceAndWhatToTypeNext(String commandLine, String sentence, String next) {
        assertThat(ipc.execute(commandLine.strip().split(" +"))).isEqualTo(2);

        assertThat(err.toString().lines().toList())
                .hasSizeBetween(2, 3)
                .first()
                .asString()
                .startsWith("ipc " + commandLine.split(" ")[0] + ": ")
                .contains(sentence);
        assertThat(err.toString().lines().reduce("", (before, line) -> line)).startsWith("Try: " + next);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            query unix:a hello --json --timeout 5 | write a number
            query no-such.json hello --json       | there is no file
            query unix:a hi --json --secret-file x| cannot be read: there is no such file
            query --json                          | Missing required parameter
            doctor no-such.json --json            | there is no file
            doctor --json                         | Missing required parameter
            version --json --what                 | Unknown option
            bench --json --seconds 0              | between
            """)
    void programsGetAnObjectOfAUsageErrorToo(String commandLine, String sentence) {
        assertThat(ipc.execute(commandLine.strip().split(" +"))).isEqualTo(2);

        var json = new JsonMapper().readTree(out.toString());
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(json.get("error").stringValue()).isEqualTo("USAGE");
        assertThat(json.get("message").stringValue()).contains(sentence);
        assertThat(json.has("outcome")).isEqualTo(commandLine.startsWith("query"));
        assertThat(err.toString()).contains("Try: ").doesNotContain("Exception");
    }

    /** There it may be a text of the person's, or a mistake. */
    @Test
    void commandsWithoutObjectsWriteNone() {
        assertThat(ipc.execute("chat", "unix:a", "--json")).isEqualTo(2);
        assertThat(ipc.execute("answer", "pigeon:a", "--text", "--json")).isEqualTo(2);

        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpIsACommandToo() {
        assertThat(ipc.execute("help")).isZero();
        assertThat(out.toString()).startsWith("Usage: ipc ").contains("  query ", "  help ");

        out.getBuffer().setLength(0);
        assertThat(ipc.execute("help", "query")).isZero();
        assertThat(out.toString()).startsWith("Usage: ipc query ");

        assertThat(ipc.execute("help", "qurey")).isEqualTo(2);
        assertThat(err.toString()).contains("qurey").endsWith("Try: ipc --help\n");
    }

    @Test
    void whereItHappenedIsShownOnRequest() {
        assertThat(ipc.execute("query", "no-such.json", "--debug")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no file", "CommandFailure", "\tat io.simpleipc.cli.");

        err.getBuffer().setLength(0);
        assertThat(ipc.execute("--debug", "query")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required parameter", "\tat picocli.");
    }

    @Test
    void whatMayNotLeaveTheMachineInPlainTextMayThroughTls() throws IOException {
        var secret = Files.writeString(directory.resolve("s"), "0123456789abcdef");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        assertThat(ipc.execute("query", "tcp:192.0.2.1:4000", "hi", "--secret-file", secret.toString()))
                .isEqualTo(2);

        assertThat(err.toString())
                .contains("Try: ipc certgen --cert server.crt --key server.key && ipc query tls:192.0.2.1:4000 hi"
                        + " --secret-file " + secret + " --cert server.crt --key server.key");
    }

    @Test
    void aTextThatTheShellTookApartIsPutInQuotes() {
        assertThat(ipc.execute("query", "unix:a", "--timeout", "1s", "hello", "to", "you"))
                .isEqualTo(2);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("ipc query: TEXT is one argument; put it in quotes\n"
                        + "Try: ipc query unix:a --timeout 1s 'hello to you'\n");

        err.getBuffer().setLength(0);
        assertThat(ipc.execute("query", "unix:a", "hello", "you", "--jsom")).isEqualTo(2);
        assertThat(err.toString()).contains("Try: ipc query --help");
    }

    @Test
    void whatComesBehindExecBelongsToTheCommandOptionsToo() {
        assertThat(ipc.execute("answer", "unix:a", "--exec", "no-such-program", "--help", "-V", "--debug"))
                .isEqualTo(2);

        assertThat(err.toString())
                .contains("there is no program no-such-program on the PATH")
                .doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(ipc.execute("--help")).isZero();

        assertThat(out.toString()).containsPattern("Exit codes:\\R +0 ").contains("  7 ", "  130 ");
    }

    @Test
    void versionIsThereForProgramsToo() {
        assertThat(ipc.execute("version", "--json")).isZero();

        var json = new JsonMapper().readTree(out.toString());
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(json.get("java").stringValue()).isEqualTo(Runtime.version().toString());
        assertThat(json.get("version").stringValue()).isNotEmpty();
        assertThat(json.get("os").stringValue()).isNotEmpty();
        assertThat(json.get("arch").stringValue()).isNotEmpty();
    }
}
