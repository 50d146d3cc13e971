package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.Spec;
import java.io.IOException;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar makes a spec, members of a demo meet by it, and the doctor looks at them from outside. */
@Timeout(120)
class DoctorIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private Path document;
    private Path secret;
    private final List<Process> processes = new ArrayList<>();
    private int runs;

    private record Ended(int code, List<String> out, String err) {}

    @BeforeEach
    void makeASpec() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        var made = run("spec", "unix", "--dir", temp.toString(), "--address", "./s");
        assertThat(made.code).as("%s", made).isZero();
        document = temp.resolve("chat.json");
        secret = temp.resolve("chat.secret");
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        for (var process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aFreshSpecIsFineAndItsFilesArePrivate() throws Exception {
        for (var file : List.of(document, secret)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }

        var doctor = run("doctor", document.toString());

        assertThat(doctor.code).as("%s", doctor).isZero();
        assertThat(doctor.out)
                .anyMatch(line -> line.matches("ok +transport +unix: .*UnixTransport \\(.*/ipc\\.jar\\)"))
                .last()
                .isEqualTo("no problems, no warnings");
        assertThat(doctor.err).isEmpty();
        assertThat(temp.resolve("s")).doesNotExist();
    }

    @Test
    void aPairIsSeenFromOutsideAndTalksOn() throws Exception {
        var server = member();
        awaitReport(server, "LISTENING");
        var client = member();
        awaitReport(client, "CONNECTED");

        var tree = json(0);

        assertThat(tree.get("occupant").asString()).isEqualTo("ours");
        assertThat(tree.get("pid").asLong()).isEqualTo(client.process.pid());
        assertThat(tree.get("since").asString()).startsWith("20");
        assertThat(client.jar.out()).noneMatch(line -> line.startsWith("DISCONNECTED"));
        assertThat(server.jar.out()).noneMatch(line -> line.startsWith("DISCONNECTED"));
    }

    @Test
    void whatKillNineLeavesIsStaleAndGoneAfterwards() throws Exception {
        var server = member();
        awaitReport(server, "LISTENING");
        server.process.destroyForcibly().waitFor();
        assertThat(temp.resolve("s")).exists();

        assertThat(json(0).get("occupant").asString()).isEqualTo("stale");

        assertThat(json(0).get("occupant").asString()).isEqualTo("free");
    }

    @Test
    void aFrozenProcessIsAProblem() throws Exception {
        var server = member();
        awaitReport(server, "LISTENING");
        signal("STOP", server.process);
        try {
            var tree = json(1);

            long pid = server.process.pid();
            assertThat(tree.get("occupant").asString()).isEqualTo("ours");
            assertThat(tree.get("pid").asLong()).isEqualTo(pid);
            assertThat(tree.toString())
                    .contains("pid " + pid + ", holds the address and does not answer: it is stopped")
                    .contains("kill -CONT " + pid)
                    .doesNotContain("foreign", "another program");
        } finally {
            signal("CONT", server.process);
        }
    }

    @Test
    void aLooseSecretEndsWithOneAndTheCureAndIsNotShown() throws Exception {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

        var doctor = run("doctor", document.toString());

        assertThat(doctor.code).isEqualTo(1);
        assertThat(String.join("\n", doctor.out)).contains("cure: chmod 600 " + secret);
        assertThat(doctor.out + doctor.err)
                .doesNotContain(Files.readString(secret).strip());
    }

    @Test
    void aShortFormWithASecretFileWillDo() throws Exception {
        var doctor = run("doctor", "unix:" + temp.resolve("s"), "--secret-file", secret.toString());

        assertThat(doctor.code).as("%s", doctor).isZero();
    }

    @Test
    void aDocumentWithAMistakeIsAFindingWithItsPlace() throws Exception {
        Files.writeString(document, "{\"type\": \"unix\",\n \"adress\": \"s\"}");

        var tree = json(1);

        assertThat(tree.get("findings").get(0).get("text").asString()).contains("line 2");
        assertThat(tree.get("findings").get(0).get("cure").asString()).contains("did you mean \"address\"?");
    }

    @Test
    void theTlsSpecIsFineToo() throws Exception {
        assertThat(run("spec", "tls", "--dir", temp.toString(), "--name", "t").code)
                .isZero();

        var doctor = run("doctor", temp.resolve("t.json").toString());

        assertThat(doctor.code).as("%s", doctor).isZero();
        assertThat(String.join("\n", doctor.out)).contains("tls+tcp:127.0.0.1:", "more days)", "TlsTransport (");
    }

    private record Member(IpcJar jar, Process process) {}

    private Member member() throws IOException {
        var jar = newJar();
        var process = jar.start(
                "demo-member",
                "--type",
                "unix",
                "--address",
                Spec.load(document).address());
        processes.add(process);
        process.getOutputStream().write(Files.readAllBytes(secret)); // a line
        process.getOutputStream().flush();
        return new Member(jar, process);
    }

    private static void awaitReport(Member member, String kind) {
        await().atMost(LIMIT).until(() -> member.jar.out().stream().anyMatch(line -> line.startsWith(kind)));
    }

    private static void signal(String name, Process process) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor(10, SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private JsonNode json(int code) throws Exception {
        var doctor = run("doctor", document.toString(), "--json");
        assertThat(doctor.code).as("%s", doctor).isEqualTo(code);
        assertThat(doctor.out).hasSize(1);
        return JsonMapper.shared().readTree(doctor.out.get(0));
    }

    private Ended run(String... arguments) throws Exception {
        var jar = newJar();
        var process = jar.start(arguments);
        processes.add(process);
        process.getOutputStream().close();
        assertThat(process.waitFor(LIMIT.toSeconds(), SECONDS)).isTrue();
        return new Ended(process.exitValue(), jar.out(), jar.err());
    }

    private IpcJar newJar() throws IOException {
        return new IpcJar(Files.createDirectory(temp.resolve("run" + ++runs)));
    }
}
