package io.simpleipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code ipc answer} and {@code ipc query} as people run them: what is written where, and all exit codes. */
@Timeout(120)
class TalkIT {
    private static final Redirect NOTHING = Redirect.from(Path.of("/dev/null").toFile());

    @TempDir
    Path temp;

    private Path socket;
    private String unix;
    private Path secret;
    private final List<IpcRun> runs = new ArrayList<>();

    @BeforeEach
    void makeASecret() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        socket = temp.resolve("s");
        unix = "unix:" + socket;
        secret = secret("chat.secret", "0123456789");
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        for (var run : runs) {
            run.kill();
        }
    }

    @Test
    void whoeverComesFirstTheAnswerAloneIsOnStandardOutput() throws Exception {
        var query = start("query", unix, "hello", "--timeout", "30s");
        awaitSocket();
        var answer = start("answer", unix, "--echo");
        assertThat(query.ended()).isEqualTo(new IpcRun.Ended(0, "hello\n", ""));

        assertThat(start("query", unix, "again", "--count", "3").ended())
                .isEqualTo(new IpcRun.Ended(0, "again\nagain\nagain\n", ""));
        assertThat(answer.process().isAlive()).isTrue();
    }

    @Test
    void aTextIsUtf8WhateverTheLocale() throws Exception {
        var ascii = Map.of("LC_ALL", "C");
        var text = "h\u00e9llo \u20ac \ud83d\ude00";
        start("answer", unix, "--echo");
        awaitSocket();
        // A shell writes the bytes: this JVM could not if its own locale were ASCII.
        var line = Files.writeString(temp.resolve("line.sh"), "exec \"$@\" '" + text + "'\n");
        var shell = new ArrayList<>(List.of("sh", line.toString()));
        shell.addAll(IpcRun.commandLine(List.of(), "query", unix, "--secret-file", secret.toString()));
        for (var more : List.of(List.<String>of(), List.of("--json"))) {
            var all = new ArrayList<>(shell);
            all.addAll(more);
            var out = temp.resolve("utf8.out");
            var builder = new ProcessBuilder(all).redirectOutput(out.toFile()).redirectError(Redirect.DISCARD);
            builder.environment().putAll(ascii);

            assertThat(builder.start().waitFor()).isZero();

            assertThat(out).content(UTF_8).contains(text);
        }
        var refused = new ArrayList<>(List.of("sh", line.toString()));
        refused.addAll(IpcRun.commandLine(List.of(), "answer", unix, "--exec", "echo"));
        var err = temp.resolve("utf8.err");
        var builder = new ProcessBuilder(refused).redirectError(err.toFile());
        builder.environment().putAll(ascii);

        assertThat(builder.start().waitFor()).isEqualTo(2);

        assertThat(err)
                .content(UTF_8)
                .contains("Try: LC_ALL=C.UTF-8 ipc answer " + unix + " --exec echo '" + text + "'");
    }

    @Test
    void standardInputIsAskedAndAnsweredByteForByte() throws Exception {
        start("answer", unix, "--echo");
        var question = temp.resolve("question");
        Files.write(question, new byte[] {0, (byte) 0xff, '\r', '\n', 'x'});

        for (var dash : List.of(List.of("query", unix), List.of("query", unix, "-"))) {
            var query = start(Redirect.from(question.toFile()), dash.toArray(new String[0]));
            assertThat(query.ended().code()).isZero();
            assertThat(query.out()).hasBinaryContent(Files.readAllBytes(question));
        }
    }

    @Test
    void programsGetOneObjectPerLine() throws Exception {
        start("answer", unix, "--text", "it is \"late\"");

        var ended = start("query", unix, "what time is it?", "--json", "--count", "2")
                .ended();

        assertThat(ended.code()).isZero();
        var lines = ended.out().lines().map(new JsonMapper()::readTree).toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> {
            assertThat(line.get("outcome").stringValue()).isEqualTo("ANSWERED");
            assertThat(line.get("answer").stringValue()).isEqualTo("it is \"late\"");
            assertThat(line.get("millis").doubleValue()).isPositive();
        });
    }

    /** The doctor is joined for a moment and answers nothing. */
    @Test
    void aQueryGoesOnWaitingWhenADoctorComesAndGoes() throws Exception {
        var query = start("query", unix, "hello", "--timeout", "60s");
        awaitSocket();
        assertThat(start("doctor", unix).ended().out()).contains("one of ours, alone");

        start("answer", unix, "--echo");

        assertThat(query.ended()).isEqualTo(new IpcRun.Ended(0, "hello\n", ""));
    }

    @Test
    void aQueryGoesOnWaitingWhenWhoIsThereAnswersNothing() throws Exception {
        var waits = start("query", unix, "hello", "--timeout", "60s");
        awaitSocket();

        var asksToo = start("query", unix, "hello", "--timeout", "1s").ended();

        assertThat(asksToo.code()).isEqualTo(1);
        assertThat(asksToo.err())
                .contains(
                        "did not handle the query", "Try: ipc answer " + unix + " --secret-file " + secret + " --echo");
        start("answer", unix, "--echo");
        assertThat(waits.ended()).isEqualTo(new IpcRun.Ended(0, "hello\n", ""));
    }

    @Test
    void anOutputThatCannotBeWrittenIsAFailure() throws Exception {
        var err = temp.resolve("err");
        var process = new ProcessBuilder(IpcRun.commandLine(List.of(), "version", "--json"))
                .redirectOutput(Path.of("/dev/full").toFile())
                .redirectError(err.toFile())
                .start();

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err).content().contains("standard output cannot be written");
    }

    @Test
    void aCommandAnswersAndItsFailureIsThatOfTheQuery() throws Exception {
        start("answer", unix, "--exec", "sh", "-c", "read q; echo \"$q\" | tr a-z A-Z; test \"$q\" != fail");

        assertThat(start("query", unix, "hello\n").ended()).isEqualTo(new IpcRun.Ended(0, "HELLO\n", ""));
        var failed = start("query", unix, "fail\n", "--json").ended();
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err())
                .contains("sh ended with exit code 1", "Try: ipc query " + unix + " --secret-file " + secret + " 'fail")
                .doesNotContain("Exception");
        assertThat(new JsonMapper().readTree(failed.out()).get("outcome").stringValue())
                .isEqualTo("EXECUTED");
    }

    @Test
    void whenTheAnswerEndsItsChildrenDoAndTheSocketIsGone() throws Exception {
        var pids = temp.resolve("pids");
        var answer = start("answer", unix, "--exec", "sh", "-c", "echo $$ > " + pids + "; sleep 600");
        var query = start("query", unix, "wait", "--timeout", "30s");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(pids) && Files.readString(pids).endsWith("\n"));
        var child = ProcessHandle.of(Long.parseLong(Files.readString(pids).strip()));

        answer.process().destroy();

        assertThat(answer.ended().code()).isEqualTo(143);
        assertThat(query.ended().code()).isEqualTo(1);
        assertThat(socket).doesNotExist(); // before, the query may listen for a moment: it has been promoted
        await().atMost(Duration.ofSeconds(20))
                .until(() -> child.stream()
                        .noneMatch(process ->
                                process.isAlive() && process.info().command().isPresent()));
    }

    @Test
    void nobodyThereIsThree() throws Exception {
        var ended = start("query", unix, "hello", "--timeout", "300ms").ended();

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .isEqualTo("ipc query: nobody joined at " + unix
                        + " within 300 ms; the other side has to run at the same time,"
                        + " in another terminal\nTry: ipc answer " + unix + " --secret-file " + secret + " --echo\n");
        assertThat(socket).doesNotExist();
    }

    @Test
    void aPlaceThatWillNotDoIsTwo() throws Exception {
        var file = Files.createFile(temp.resolve("file"));
        for (var place : List.of("unix:" + file, "unix:" + temp.resolve("none/s"), "unix:/" + "x".repeat(200))) {
            var ended = start("query", place, "hello", "--json").ended();

            assertThat(ended.code()).as("%s", ended).isEqualTo(2);
            assertThat(ended.out().lines()).singleElement().asString().contains("\"USAGE\"");
            assertThat(ended.err()).endsWith("Try: ipc doctor " + place + " --secret-file " + secret + "\n");
        }
        assertThat(file).isRegularFile();
    }

    @Test
    void aThirdOneIsFour() throws Exception {
        var asked = temp.resolve("asked");
        start("answer", unix, "--exec", "sh", "-c", "echo > " + asked + "; sleep 600");
        awaitSocket();
        var second = start("query", unix, "hello", "--timeout", "60s");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(asked));

        var third = start("query", unix, "hello", "--timeout", "20s", "--json").ended();

        assertThat(third.code()).isEqualTo(4);
        assertThat(third.err()).contains("Try: ipc doctor " + unix);
        assertThat(new JsonMapper().readTree(third.out()).get("error").stringValue())
                .isEqualTo("BUSY");
        assertThat(second.process().isAlive()).isTrue();
        second.process().destroy();
        assertThat(second.ended()).isEqualTo(new IpcRun.Ended(143, "", ""));
    }

    @Test
    void anotherSecretIsFiveAndBothSidesAreTold() throws Exception {
        var answer = start("answer", unix, "--echo");
        awaitSocket();
        var other = secret("other.secret", "abcdefghij");

        var ended = IpcRun.start(temp, NOTHING, List.of(), "query", unix, "hello", "--secret-file", other.toString())
                .ended();

        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.err()).contains("the secrets differ").contains("Try: ipc doctor " + unix);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(answer.err())
                        .content()
                        .isEqualTo("ipc: warning: turned a process away: the secrets differ, or the connection was"
                                + " altered\n"));
        assertThat(ended.err() + ended.out()).doesNotContain("0123456789", "abcdefghij");
    }

    @Test
    void noAnswerInTimeIsSix() throws Exception {
        start("answer", unix, "--exec", "sleep", "600");
        awaitSocket();

        var ended = start("query", unix, "hello", "--timeout", "5s", "--count", "2", "--json");
        var code = ended.ended().code();

        assertThat(code).isEqualTo(6);
        // By the other side's clock the time may be over first: then that one says so.
        assertThat(ended.out())
                .content()
                .hasLineCount(1)
                .contains("\"TIMEOUT\"")
                .containsPattern("\"(UNKNOWN|EXECUTED)\"");
    }

    @Test
    void anotherEncryptionIsSeven() throws Exception {
        Files.write(temp.resolve("key"), new byte[32]);
        Files.setPosixFilePermissions(temp.resolve("key"), PosixFilePermissions.fromString("rw-------"));
        var document = temp.resolve("chat.json");
        Files.writeString(
                document,
                "{\"type\": \"unix\", \"address\": \"./s\", \"secret\": {\"file\": \"chat.secret\"},"
                        + " \"encryption\": {\"type\": \"aes-256-gcm\", \"keyFile\": \"key\"}}");
        start("answer", unix, "--echo");
        awaitSocket();

        var query = IpcRun.start(temp, NOTHING, List.of(), "query", document.toString(), "hello");

        assertThat(query.ended().code()).isEqualTo(7);
        assertThat(query.err()).content().contains("Try: ipc doctor " + document);
    }

    @Test
    void aDocumentDoesForBothSides() throws Exception {
        var document = temp.resolve("chat.json");
        Files.writeString(
                document, "{\"type\": \"unix\", \"address\": \"./s\", \"secret\": {\"file\": \"chat.secret\"}}");
        runs.add(IpcRun.start(temp, NOTHING, List.of(), "answer", document.toString(), "--echo"));

        var query = IpcRun.start(temp, NOTHING, List.of(), "query", document.toString(), "h\u00e9llo");

        assertThat(query.ended().code()).isZero();
    }

    @Test
    void tcpAndTlsInShortWithTheSecretInTheEnvironment() throws Exception {
        var certificate = temp.resolve("server.crt").toString();
        var key = temp.resolve("server.key").toString();
        assertThat(IpcRun.start(temp, NOTHING, List.of(), "certgen", "--cert", certificate, "--key", key)
                        .ended()
                        .code())
                .isZero();
        var environment = Map.of("IPC_SECRET", "0123456789");
        var files = new String[] {"--cert", certificate, "--key", key};
        for (var form : List.of("tcp:", "tls:localhost:")) {
            var spec = form + freePort();
            var more = form.startsWith("tls") ? files : new String[0];
            runs.add(IpcRun.start(temp, environment, with(more, "answer", spec, "--text", "over " + form)));

            var ended = IpcRun.start(temp, environment, with(more, "query", spec, "hello", "--timeout", "20s"))
                    .ended();

            assertThat(ended).isEqualTo(new IpcRun.Ended(0, "over " + form + "\n", ""));
        }
    }

    @Test
    void aQueryThatIsTooLongIsSaid() throws Exception {
        start("answer", unix, "--echo");
        var document = temp.resolve("small.json");
        Files.writeString(
                document,
                "{\"type\": \"unix\", \"address\": \"./s\", \"secret\": {\"file\": \"chat.secret\"},"
                        + " \"maxMessageSize\": \"1KiB\"}");
        var large = Files.write(temp.resolve("large"), new byte[5000]);

        var query = IpcRun.start(temp, Redirect.from(large.toFile()), List.of(), "query", document.toString());

        assertThat(query.ended().code()).isEqualTo(1);
        assertThat(query.err())
                .content(UTF_8)
                .contains("standard input has more than the 1024 bytes that a query may have");
    }

    /** Java would read a file of its own in its place, and that would be sent. */
    @Test
    void aStandardInputThatIsClosedIsSaid() throws Exception {
        for (var command : List.of("query", "pipe", "chat")) {
            var line =
                    String.join(" ", IpcRun.commandLine(List.of(), command, unix, "--secret-file", secret.toString()));
            var err = temp.resolve(command + ".err");
            var process = new ProcessBuilder("sh", "-c", "exec " + line + " <&-")
                    .redirectError(err.toFile())
                    .start();

            assertThat(process.waitFor()).as(command).isEqualTo(2);
            assertThat(err).content().contains("standard input is closed", "Try: ipc " + command);
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void whoCannotFindItsRoleSaysWhyAndGoesOn() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var tcp = "tcp:" + silent.getLocalPort();

            var answer = start("answer", tcp, "--echo");

            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(answer.err())
                            .content(UTF_8)
                            .contains("ipc: still trying; ", "Try: ipc doctor " + tcp + " --secret-file " + secret));
            assertThat(answer.process().isAlive()).isTrue();
        }
    }

    @Test
    void tooLittleMemoryIsSaidWithoutAStackTrace() throws Exception {
        var document = temp.resolve("large.json");
        Files.writeString(
                document,
                "{\"type\": \"unix\", \"address\": \"./s\", \"secret\": {\"file\": \"chat.secret\"},"
                        + " \"maxMessageSize\": \"256MiB\", \"maxBufferedBytes\": \"1GiB\"}");
        var zeros = Redirect.from(Path.of("/dev/zero").toFile());

        var query = IpcRun.start(temp, zeros, List.of("-Xmx48m"), "query", document.toString(), "--json");

        var ended = query.ended();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains("there is not enough memory for so much at once", "Try: JAVA_TOOL_OPTIONS=-Xmx4g ipc query ")
                .doesNotContain("\tat ");
        assertThat(new JsonMapper().readTree(ended.out()).get("error").stringValue())
                .isEqualTo("FAILED");
    }

    private static String[] with(String[] more, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitSocket() {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(socket));
    }

    private Path secret(String name, String text) throws IOException {
        var file = Files.writeString(temp.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private IpcRun start(String... arguments) throws IOException {
        return start(NOTHING, arguments);
    }

    /** The option stands behind SPEC, since all that follows --exec belongs to it. */
    private IpcRun start(Redirect in, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(2, List.of("--secret-file", secret.toString()));
        var run = IpcRun.start(temp, in, List.of(), all.toArray(new String[0]));
        runs.add(run);
        return run;
    }
}
