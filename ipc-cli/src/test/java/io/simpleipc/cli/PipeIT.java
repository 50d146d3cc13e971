package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ipc pipe} between processes with little memory. {@code -Dipc.pipe.mebibytes=N} has it carry more. */
@Timeout(300)
class PipeIT {
    private static final int MEBIBYTES = Integer.getInteger("ipc.pipe.mebibytes", 64);
    private static final List<String> SMALL = List.of("-Xmx64m");

    @TempDir
    Path temp;

    private String unix;
    private String secret;
    private final List<IpcRun> runs = new ArrayList<>();

    @BeforeEach
    void makeASecret() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        unix = "unix:" + temp.resolve("s");
        var file = Files.writeString(temp.resolve("chat.secret"), "0123456789\n");
        secret = Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
                .toString();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        for (var run : runs) {
            run.kill();
        }
    }

    @Test
    void muchGoesBothWaysWithEqualChecksums() throws Exception {
        var there = random("there", MEBIBYTES, 1);
        var back = random("back", MEBIBYTES / 2, 2);

        var one = pipe(Redirect.from(there.toFile()));
        var other = pipe(Redirect.from(back.toFile()));

        assertThat(one.ended().code()).isZero();
        assertThat(other.ended().code()).isZero();
        assertThat(checksum(other.out())).isEqualTo(checksum(there));
        assertThat(checksum(one.out())).isEqualTo(checksum(back));
        assertThat(one.err()).isEmptyFile();
        assertThat(other.err()).isEmptyFile();
        assertThat(temp.resolve("s")).doesNotExist();
    }

    @Test
    void aReaderThatGoesAwayEndsBothWithAnError() throws Exception {
        var head = new ProcessBuilder("sh", "-c", "exec head -c 10")
                .redirectOutput(temp.resolve("head").toFile());
        var reading = List.of(
                new ProcessBuilder(IpcRun.commandLine(SMALL, "pipe", unix, "--secret-file", secret))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectError(temp.resolve("err").toFile()),
                head);
        var pipeline = ProcessBuilder.startPipeline(reading);
        var endless = pipe(Redirect.from(Path.of("/dev/zero").toFile()));

        var ended = endless.ended();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("the other side gave up: standard output cannot be written: Broken pipe");
        assertThat(pipeline.get(0).waitFor()).isEqualTo(1);
        assertThat(temp.resolve("err")).content().contains("standard output cannot be written: Broken pipe");
        assertThat(temp.resolve("head")).hasSize(10);
    }

    @Test
    void aSideThatIsKilledEndsTheOther() throws Exception {
        var one = pipe(Redirect.from(Path.of("/dev/zero").toFile()));
        var other = pipe(Redirect.PIPE);
        awaitBytes(other.out());

        other.process().destroyForcibly();

        var ended = one.ended();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("the other side went away before the end");
    }

    @Test
    void aSideThatIsInterruptedSaysSoAndLeavesNoSocket() throws Exception {
        var one = pipe(Redirect.from(Path.of("/dev/zero").toFile()));
        var other = pipe(Redirect.PIPE);
        awaitBytes(other.out());

        other.process().destroy();

        assertThat(other.ended().code()).isEqualTo(143);
        var ended = one.ended();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo("ipc pipe: the other side gave up: it was interrupted\nTry: ipc pipe " + unix
                        + " --secret-file " + secret + "\n");
        assertThat(temp.resolve("s")).doesNotExist();
    }

    @Test
    void anotherCommandAtTheOtherSideIsNamed() throws Exception {
        var answer = IpcRun.start(temp, Redirect.PIPE, SMALL, "answer", unix, "--secret-file", secret, "--exec", "cat");
        runs.add(answer);

        var ended = pipe(Redirect.PIPE).ended();

        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.err()).contains("the other side does not run ipc pipe; both sides have to");
        assertThat(answer.process().isAlive()).isTrue();
    }

    @Test
    void nobodyInTimeIsThree() throws Exception {
        assertThat(pipe(Redirect.PIPE, "--timeout", "300ms").ended().code()).isEqualTo(3);
    }

    private IpcRun pipe(Redirect in, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("pipe", unix, "--secret-file", secret));
        arguments.addAll(List.of(more));
        var run = IpcRun.start(temp, in, SMALL, arguments.toArray(new String[0]));
        runs.add(run);
        return run;
    }

    private static void awaitBytes(Path file) {
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.size(file) > 0);
    }

    private Path random(String name, int mebibytes, long seed) throws IOException {
        var random = new Random(seed);
        var block = new byte[1 << 20];
        var file = temp.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
            out.write(block, 0, 12_345);
        }
        return file;
    }

    private static String checksum(Path file) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest()) + " of " + Files.size(file);
    }
}
