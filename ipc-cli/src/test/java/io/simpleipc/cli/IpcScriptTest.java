package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the top of the repository, in a checkout with a space in its path, with a mvn and a java of our own. */
class IpcScriptTest {
    private static final Path SCRIPT = Path.of("..", "ipc");

    @TempDir
    Path temp;

    private Path checkout;
    private Path tools;
    private Path jar;
    private Path source;

    @BeforeEach
    void layOutACheckout() throws IOException {
        checkout = Files.createDirectories(temp.resolve("a checkout"));
        Files.copy(SCRIPT, checkout.resolve("ipc"));
        executable(checkout.resolve("ipc"));
        Files.createFile(checkout.resolve("pom.xml"));
        for (var module : List.of("ipc-cli", "ipc-api", "ipc-benchmarks")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        jar = checkout.resolve("ipc-cli/target/ipc.jar");
        source = Files.createFile(checkout.resolve("ipc-api/src/main/A.java"));
        tools = Files.createDirectories(temp.resolve("tools"));
        tool("mvn", "sleep 0.2; mkdir -p ipc-cli/target; echo built >> ipc-cli/target/ipc.jar");
        tool("java", "echo \"$#:$*\"");
    }

    @Test
    void theFirstRunBuildsAndLaterOnesDoNot() throws Exception {
        var first = run("demo", "--type", "a b");
        var second = run("demo");

        assertThat(first.exitCode).isZero();
        assertThat(first.out).isEqualTo("5:-jar " + jar + " demo --type a b\n");
        assertThat(first.err).isEqualTo("ipc: building, a minute or two ...\n");
        assertThat(second.out).isEqualTo("3:-jar " + jar + " demo\n");
        assertThat(second.err).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aSourceThatIsNewerIsBuilt() throws Exception {
        run();
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        run();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aSourceOfAnotherModuleDoesNotMatter() throws Exception {
        run();
        Files.setLastModifiedTime(
                checkout.resolve("ipc-benchmarks/pom.xml"),
                FileTime.from(Instant.now().plusSeconds(1)));
        run();

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void itFindsItsCheckoutThroughALink() throws Exception {
        var link = Files.createSymbolicLink(temp.resolve("ipc"), checkout.resolve("ipc"));

        var result = start(link, "--version").result();

        assertThat(result.exitCode).isZero();
        assertThat(result.out).isEqualTo("3:-jar " + jar + " --version\n");
    }

    @Test
    void ofManyFirstRunsAtTheSameTimeOneBuilds() throws Exception {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 5; i++) {
            runs.add(start(checkout.resolve("ipc"), "demo"));
        }

        for (var run : runs) {
            assertThat(run.result().exitCode).isZero();
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aFailedBuildIsShown() throws Exception {
        tool("mvn", "echo 'A.java:1: no such thing'; exit 1");

        var result = run("demo");

        assertThat(result.exitCode).isEqualTo(1);
        assertThat(result.out).isEmpty();
        assertThat(result.err).contains("A.java:1: no such thing", "ipc: the build failed, see above");
    }

    @Test
    void aMissingMvnOrJavaIsSaid() throws Exception {
        Files.delete(tools.resolve("mvn"));
        assertThat(run("demo").err).isEqualTo("ipc: found no mvn to build with; install Maven, 3.8.7 or newer\n");

        Files.delete(tools.resolve("java"));
        var result = run("demo");
        assertThat(result.exitCode).isEqualTo(1);
        assertThat(result.err).isEqualTo("ipc: found no java; install a JDK, 17 or newer, or set JAVA_HOME\n");
    }

    @Test
    void theExitCodeIsThatOfTheCommand() throws Exception {
        tool("java", "exit 2");

        assertThat(run("demo").exitCode).isEqualTo(2);
    }

    private record Result(int exitCode, String out, String err) {}

    private record Run(Process process, Path out, Path err) {
        Result result() throws Exception {
            assertThat(process.waitFor(30, SECONDS)).isTrue();
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    private Result run(String... arguments) throws Exception {
        return start(checkout.resolve("ipc"), arguments).result();
    }

    private Run start(Path script, String... arguments) throws IOException {
        var out = Files.createTempFile(temp, "out", "");
        var err = Files.createTempFile(temp, "err", "");
        var command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        var builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", pathWithoutJava());
        return new Run(builder.start(), out, err);
    }

    /** Our tools, and the few of the system's that the script needs. */
    private String pathWithoutJava() throws IOException {
        var needed = List.of(
                "bash",
                "cat",
                "dirname",
                "env",
                "find",
                "flock",
                "mkdir",
                "mktemp",
                "readlink",
                "rm",
                "sleep",
                "touch");
        var system = Files.createDirectories(temp.resolve("system"));
        for (var name : needed) {
            for (var directory : List.of("/usr/bin", "/bin")) {
                var target = Path.of(directory, name);
                if (Files.exists(target) && !Files.exists(system.resolve(name))) {
                    Files.writeString(system.resolve(name), "#!/bin/sh\nexec " + target + " \"$@\"\n");
                    executable(system.resolve(name));
                }
            }
        }
        return tools + ":" + system;
    }

    private long builds() throws IOException {
        return Files.readAllLines(jar).size();
    }

    private void tool(String name, String script) throws IOException {
        Files.writeString(tools.resolve(name), "#!/usr/bin/env bash\n" + script + "\n", StandardCharsets.UTF_8);
        executable(tools.resolve(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
