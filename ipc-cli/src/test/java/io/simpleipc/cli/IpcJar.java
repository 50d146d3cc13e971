package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The jar as people run it, in a process of its own with a directory of its own for what is temporary. */
final class IpcJar {
    private static final Path JAR =
            Path.of(System.getProperty("ipc.jar", "target/ipc.jar")).toAbsolutePath();

    /** The secret is 64 hexadecimal digits; nothing else in sight has that many. */
    private static final Pattern SECRET = Pattern.compile("[0-9a-f]{40}");

    private final Path directory;

    IpcJar(Path directory) {
        this.directory = directory;
        assertThat(JAR).isRegularFile();
    }

    Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")),
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        // Of this build's own environment nothing can be said.
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG"));
        return builder.start();
    }

    List<String> out() throws IOException {
        return Files.readAllLines(directory.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    static boolean showsASecret(String text) {
        return SECRET.matcher(text).find();
    }

    /** What it has left where temporary files belong. */
    List<Path> leftovers() throws IOException {
        try (var files = Files.list(directory.resolve("tmp"))) {
            // A JVM keeps its own data in hsperfdata_<user>.
            return files.filter(file -> file.getFileName().toString().startsWith("ipc"))
                    .toList();
        }
    }
}
