package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a terminal sees and types: chat, the prompt for the secret, Ctrl-C and Ctrl-D. */
@Timeout(180)
class ChatIT {
    private static final String ESCAPE = "\u001b";

    @TempDir
    Path temp;

    private Path socket;
    private String unix;
    private final List<Tmux> terminals = new ArrayList<>();

    @BeforeEach
    void thereAreTerminals() throws IOException {
        assumeTrue(Tmux.isInstalled(), "tmux is not installed, so nothing is known of terminals; install it");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        socket = temp.resolve("s");
        unix = "unix:" + socket;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (var terminal : terminals) {
            terminal.close();
        }
    }

    @Test
    void whatOneTypesTheOtherSeesAndLossAndReturnAreShown() throws Exception {
        var one = chat("one");
        one.awaitOnScreen("-- waiting at " + unix + ", as server");
        var two = joined(one, "two");

        one.type("good morning");
        two.awaitOnScreen("good morning");
        two.type("and to you: \u00fc");
        one.awaitOnScreen("and to you: \u00fc");

        two.press("C-d");
        assertThat(two.awaitExitCode()).isZero();
        one.awaitOnScreen("has closed the connection");
        one.type("are you there?");
        one.awaitOnScreen("-- not sent: nobody is there");

        var third = chat("three");
        third.awaitOnScreen("is there, as server");
        third.type("I am new here");
        one.awaitOnScreen("I am new here");
        assertThat(one.screen()).contains(ESCAPE + "[32m");

        one.press("C-c");
        assertThat(one.awaitExitCode()).isEqualTo(130);
        third.awaitOnScreen("-- waiting at " + unix + ", as server");
        third.press("C-d");
        assertThat(third.awaitExitCode()).isZero();
        assertThat(socket).doesNotExist();
    }

    @Test
    void whatIsSentCannotSteerTheTerminal() throws Exception {
        var one = chat("one");
        one.awaitOnScreen("-- waiting");
        var secret = Files.writeString(temp.resolve("secret"), "0123456789");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        var ended = IpcRun.start(
                        temp,
                        Redirect.from(Path.of("/dev/null").toFile()),
                        List.of(),
                        "query",
                        unix,
                        "a" + ESCAPE + "[2Jb\nc\u0007d",
                        "--secret-file",
                        secret.toString())
                .ended();

        assertThat(ended).isEqualTo(new IpcRun.Ended(0, "\n", ""));
        one.awaitOnScreen("a?[2Jb");
        one.awaitOnScreen("c?d");
        assertThat(one.screen()).contains("-- waiting");
    }

    @Test
    void whatIsHalfTypedStandsBelowWhatComesMeanwhile() throws Exception {
        var one = chat("one");
        one.awaitOnScreen("-- waiting");
        one.typeHalf("I am ty");
        one.awaitOnScreen("I am ty");
        var two = joined(one, "two");
        two.type("look, a f\u00fcrther line");
        one.awaitOnScreen("look, a f\u00fcrther line");

        await().atMost(Duration.ofSeconds(20)).until(() -> last(one.rows()).equals("I am ty"));
        assertThat(one.rows().get(one.rows().size() - 2)).endsWith("> look, a f\u00fcrther line");
        assertThat(one.rows()).filteredOn(row -> row.contains("I am ty")).hasSize(1);

        one.type("ping");
        two.awaitOnScreen("I am typing");
        assertThat(one.rows()).filteredOn(row -> row.contains("I am typing")).hasSize(1);
    }

    @Test
    void theLineCanBeMended() throws Exception {
        var one = chat("one");
        one.awaitOnScreen("-- waiting");
        var two = joined(one, "two");

        one.typeHalf("all wrong");
        one.press("C-u");
        one.typeHalf("gr\u00fc\u00fc");
        one.press("BSpace");
        one.press("Up");
        one.type("n");

        two.awaitOnScreen("gr\u00fcn");
        assertThat(two.rows()).noneMatch(row -> row.contains("wrong"));
    }

    @Test
    void aLineWiderThanTheTerminalTakesOneRowUntilItIsWhole() throws Exception {
        var one = chat("one");
        one.awaitOnScreen("-- waiting");
        int rows = one.rows().size();

        one.typeHalf("x".repeat(400) + "yz");
        await().atMost(Duration.ofSeconds(20)).until(() -> last(one.rows()).endsWith("yz"));
        assertThat(one.rows()).hasSize(rows + 1);
        one.press("Enter");

        one.awaitOnScreen("-- not sent: nobody is there");
        assertThat(String.join("", one.rows())).contains("x".repeat(400) + "yz");
    }

    @Test
    void theTerminalIsLeftAsItWas() throws Exception {
        for (var key : List.of("C-c", "C-d")) {
            var one = chat("left-by-" + key);
            one.awaitOnScreen("-- waiting");
            assertThat(one.settings()).contains(" -icanon", " -echo ");

            one.press(key);

            assertThat(one.awaitExitCode()).isEqualTo(key.equals("C-c") ? 130 : 0);
            assertThat(one.settings()).as(key).contains(" icanon", " echo ", "susp = ^Z");
        }
    }

    @Test
    void whereTheLocaleKnowsAsciiAloneTextIsUtf8AllTheSame() throws Exception {
        var one = terminal("one", List.of("IPC_SECRET=0123456789", "LC_ALL=C"), "chat", unix);
        one.awaitOnScreen("-- waiting");
        var two = joined(one, "two");

        one.type("gr\u00fc\u00dfe \u6f22");
        two.awaitOnScreen("gr\u00fc\u00dfe \u6f22");
        two.type("zur\u00fcck");
        one.awaitOnScreen("zur\u00fcck");
    }

    @Test
    void aLineThatIsNoTextIsRefusedAndTheNextOneSent() throws Exception {
        var secret = Files.writeString(temp.resolve("secret"), "0123456789");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var lines = Files.write(temp.resolve("lines"), new byte[] {'a', (byte) 0xfc, '\n', 'l', 'a', 's', 't', '\n'});
        var one = chat("one");
        one.awaitOnScreen("-- waiting");

        var ended = IpcRun.start(
                        temp,
                        Redirect.from(lines.toFile()),
                        List.of(),
                        "chat",
                        unix,
                        "--secret-file",
                        secret.toString())
                .ended();

        one.awaitOnScreen("last");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("-- not sent: the line is no text in UTF-8");
    }

    @Test
    void withoutSttyTheTerminalKeepsTheLines() throws Exception {
        var one = terminal("one", List.of("IPC_SECRET=0123456789", "PATH=/nowhere"), "chat", unix);
        one.awaitOnScreen("-- waiting");
        assertThat(one.settings()).contains(" icanon", " echo ");
        var two = joined(one, "two");

        one.type("good morning");

        two.awaitOnScreen("good morning");
        two.type("and to you");
        one.awaitOnScreen("and to you");
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextOneSent() throws Exception {
        var secret = Files.writeString(temp.resolve("secret"), "0123456789");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var lines = Files.writeString(temp.resolve("lines"), "first\n" + "x".repeat((16 << 20) + 1) + "\nlast\n");
        var piped = IpcRun.start(
                temp, Redirect.from(lines.toFile()), List.of(), "chat", unix, "--secret-file", secret.toString());
        await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(socket));
        var one = chat("one");

        one.awaitOnScreen("first");
        one.awaitOnScreen("last");
        var ended = piped.ended();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("-- not sent: the line is longer than 16777216 bytes");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void aPeerThatIsKilledHasNotClosedTheConnection() throws Exception {
        var secret = Files.writeString(temp.resolve("secret"), "0123456789");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var one = chat("one");
        one.awaitOnScreen("-- waiting");
        var killed = IpcRun.start(temp, Redirect.PIPE, List.of(), "chat", unix, "--secret-file", secret.toString());
        one.awaitOnScreen("is there, as client");

        killed.kill();

        one.awaitOnScreen("the stream ended without a farewell");
        assertThat(one.screen()).doesNotContain("has closed the connection", "warning", "lost the link at");
    }

    private static String last(List<String> rows) {
        return rows.get(rows.size() - 1);
    }

    @Test
    void coloursAreLeftOutOnRequest() throws Exception {
        var one = terminal("one", List.of("IPC_SECRET=0123456789", "NO_COLOR=1"), "chat", unix);
        one.awaitOnScreen("-- waiting");

        assertThat(one.screen()).doesNotContain(ESCAPE);
    }

    @Test
    void theSecretIsAskedForAndNotShown() throws Exception {
        var answer = terminal("answer", List.of("IPC_SECRET=0123456789"), "answer", unix, "--echo");
        answer.awaitOnScreen("ipc: waiting at " + unix + ", as server; Ctrl-C ends it");
        var query = terminal("query", List.of(), "query", unix, "hello");
        query.awaitOnScreen("Secret (the same at both sides): ");

        query.type("0123456789");

        assertThat(query.awaitExitCode()).isZero();
        query.awaitOnScreen("hello");
        assertThat(query.screen()).doesNotContain("0123456789");
        answer.awaitOnScreen("has joined at " + unix + ", as client");
        answer.awaitOnScreen("has closed the connection");
    }

    /** As with any ipc pipe. */
    @Test
    void theSecretIsAskedForWhereverInputAndOutputGo() throws Exception {
        var answer = terminal("answer", List.of("IPC_SECRET=0123456789"), "answer", unix, "--echo");
        answer.awaitOnScreen("ipc: waiting at " + unix);
        var out = temp.resolve("out");
        var query = String.join(" ", IpcRun.commandLine(List.of(), "query", unix, "-"));
        var both = new Tmux(
                temp,
                "both",
                List.of("-u", "IPC_SECRET", "LC_ALL=C.UTF-8"),
                List.of("sh", "-c", "printf hello | " + query + " > " + out));
        terminals.add(both);
        both.awaitOnScreen("Secret (the same at both sides): ");
        assertThat(both.settings()).contains(" -echo ");

        both.type("0123456789");

        assertThat(both.awaitExitCode()).isZero();
        assertThat(out).hasContent("hello");
        assertThat(both.screen()).doesNotContain("0123456789");
        assertThat(both.settings()).contains(" echo ");
    }

    @Test
    void askedForWithoutATerminalForInputItIsLeftAsItWasByCtrlC() throws Exception {
        var query = String.join(" ", IpcRun.commandLine(List.of(), "query", unix, "-"));
        var one = new Tmux(
                temp,
                "one",
                List.of("-u", "IPC_SECRET", "LC_ALL=C.UTF-8"),
                List.of("sh", "-c", "printf hello | " + query + " | cat"));
        terminals.add(one);
        one.awaitOnScreen("Secret (the same at both sides): ");

        one.press("C-c");

        await().atMost(Duration.ofSeconds(20)).until(() -> one.settings().contains(" echo "));
    }

    @Test
    void noSecretIsAFailureThatSaysSo() throws Exception {
        var query = terminal("query", List.of(), "query", unix, "hello");
        query.awaitOnScreen("Secret (the same at both sides): ");

        query.press("Enter");

        assertThat(query.awaitExitCode()).isEqualTo(2);
        query.awaitOnScreen("ipc query: no secret was typed");
    }

    @Test
    void interruptedTheyLeaveNoSocketAndSayNothing() throws Exception {
        for (var arguments : List.of(
                List.of("answer", unix, "--echo"),
                List.of("query", unix, "hello", "--timeout", "60s"),
                List.of("pipe", unix),
                List.of("chat", unix))) {
            var command = arguments.get(0);
            var terminal = terminal(command, List.of("IPC_SECRET=0123456789"), arguments.toArray(new String[0]));
            await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(socket));

            terminal.press("C-c");

            assertThat(terminal.awaitExitCode()).as(command).isEqualTo(130);
            assertThat(socket).as(command).doesNotExist();
            assertThat(terminal.screen()).as(command).doesNotContain("ipc " + command + ":", "Exception");
        }
    }

    @Test
    void linesThatAreNotTypedWaitForTheOtherSide() throws Exception {
        var secret = Files.writeString(temp.resolve("secret"), "0123456789");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var lines = Files.writeString(temp.resolve("lines"), "first\nsecond\n");
        var piped = IpcRun.start(
                temp, Redirect.from(lines.toFile()), List.of(), "chat", unix, "--secret-file", secret.toString());
        await().atMost(Duration.ofSeconds(40)).until(() -> Files.exists(socket));
        var one = chat("one");

        one.awaitOnScreen("first");
        one.awaitOnScreen("second");
        assertThat(piped.ended().code()).isZero();
    }

    /** The client is joined a moment before the server knows of it, so both have to say so before either types. */
    private Tmux joined(Tmux server, String name) throws IOException, InterruptedException {
        var client = chat(name);
        client.awaitOnScreen("is there, as server");
        server.awaitOnScreen("is there, as client");
        return client;
    }

    private Tmux chat(String name) throws IOException, InterruptedException {
        return terminal(name, List.of("IPC_SECRET=0123456789"), "chat", unix);
    }

    private Tmux terminal(String name, List<String> environment, String... arguments)
            throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("-u", "IPC_SECRET", "-u", "NO_COLOR", "LC_ALL=C.UTF-8"));
        all.addAll(environment);
        var terminal = new Tmux(temp, name, all, IpcRun.commandLine(List.of(), arguments));
        terminals.add(terminal);
        return terminal;
    }
}
