package io.simpleipc.it;

import io.simpleipc.transport.tls.Certificates;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;

/**
 * What worker processes of this JDK start from: the class path with all its folders in jars, and an archive of the
 * classes that a joined connection has loaded, mapped instead of read and verified (class data sharing). It takes a
 * third off the work of a process that starts, connects and is killed. Made once, by the first who asks; without the
 * archive, should it not come about, everything works as well.
 */
final class WorkerArchive {
    private static final Path RUNNING_JDK = Path.of(System.getProperty("java.home"));
    private static final long PATIENCE_SECONDS = 30;

    /** Warnings of the JVM itself belong to stderr, where they disturb nobody. */
    private static final List<String> WARNINGS_TO_STDERR = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");

    /** Whoever looks for plug-ins opens every jar of the class path. */
    private static final Pattern FOR_TESTS_ALONE =
            Pattern.compile("(junit|opentest4j|apiguardian|assertj|byte-buddy|awaitility|hamcrest|archunit)-");

    private static final WorkerArchive ONLY = new WorkerArchive();

    private final Path directory;
    private final String classPath;
    private final Path archive;

    private WorkerArchive() {
        try {
            directory = Files.createTempDirectory("ipc-workers");
            directory.toFile().deleteOnExit();
            classPath = inJars(System.getProperty("java.class.path"));
            archive = rehearse();
        } catch (IOException e) {
            throw new IllegalStateException("no class path for worker processes", e);
        } catch (InterruptedException e) {
            throw new AssertionError("the test's own time was over", e);
        }
    }

    /** The start of a worker's command line: the java of a JDK, and options. */
    static List<String> command(Path javaHome, List<String> options) {
        var command = new ArrayList<String>();
        command.add(java(javaHome));
        command.addAll(options);
        command.addAll(WARNINGS_TO_STDERR);
        if (javaHome.equals(RUNNING_JDK) && Files.exists(ONLY.archive)) {
            command.add("-XX:SharedArchiveFile=" + ONLY.archive);
        }
        command.addAll(List.of("-cp", ONLY.classPath, Worker.class.getName()));
        return command;
    }

    private static String java(Path javaHome) {
        return javaHome.resolve("bin").resolve("java").toString();
    }

    private String inJars(String path) throws IOException {
        var jars = new ArrayList<String>();
        for (var entry : path.split(File.pathSeparator)) {
            var place = Path.of(entry);
            if (FOR_TESTS_ALONE.matcher(place.getFileName().toString()).lookingAt()) {
                continue;
            }
            jars.add(Files.isDirectory(place) ? jar(place, jars.size()).toString() : entry);
        }
        return String.join(File.pathSeparator, jars);
    }

    private Path jar(Path folder, int number) throws IOException {
        var jar = directory.resolve(number + ".jar");
        jar.toFile().deleteOnExit();
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /** One process plays both sides over every transport, and leaves the archive when it ends. */
    private Path rehearse() throws IOException, InterruptedException {
        var made = directory.resolve("workers.jsa");
        made.toFile().deleteOnExit();
        var command = new ArrayList<String>(List.of(java(RUNNING_JDK)));
        command.addAll(Jvms.QUICK);
        command.addAll(WARNINGS_TO_STDERR);
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-cp", classPath, Worker.class.getName()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var stdin = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
                var stdout =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            stdout.readLine(); // ready
            rehearse(stdin, stdout);
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return made;
    }

    private void rehearse(PrintStream stdin, BufferedReader stdout) throws IOException {
        var keys = Files.createTempDirectory(directory, "keys");
        try {
            var certificate = new OpenSsl.Pair(keys.resolve("certificate"), keys.resolve("key"), null);
            Certificates.selfSigned(certificate.certificate(), certificate.key(), Duration.ofDays(1));
            for (var way : Way.values()) {
                try (var address = way.freshAddress()) {
                    var document = way.honest(certificate).rehearsedAt(address.text());
                    stdin.println(Lines.join(List.of("1", "rehearse", document)));
                    stdout.readLine();
                }
            }
        } finally {
            delete(keys);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
