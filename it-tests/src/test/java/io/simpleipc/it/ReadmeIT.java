package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows compiles as it stands, and its first program does what it says. */
@Timeout(120)
class ReadmeIT {
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\s*$(.*?)^```\\s*$");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:public |final )*(?:class|record|interface|enum) (\\w+)");
    private static final String ADDRESS_OF_THE_FIRST_PROGRAM = "Spec.tcp(1234, ";
    private static final String SECRET_OF_THE_FIRST_PROGRAM = "super-secret";
    private static final int RESPONSES = 3;

    @TempDir
    Path classes;

    @Test
    void everySampleCompiles() throws IOException {
        var samples = samples();
        assertThat(samples).as("java blocks of the README").isNotEmpty();
        for (int i = 0; i < samples.size(); i++) {
            compile("Sample" + i, samples.get(i));
        }
    }

    @Test
    void theFirstProgramStartedTwiceAnswersItself() throws Exception {
        compile("Program", atFreePort(samples().get(0)));
        var outputs = List.of(classes.resolve("first.txt"), classes.resolve("second.txt"));
        var processes = new ArrayList<Process>();
        try {
            for (var output : outputs) {
                processes.add(run(output));
            }
            for (var output : outputs) {
                Awaitility.await(RESPONSES + " responses in " + output.getFileName())
                        .atMost(40, TimeUnit.SECONDS)
                        .until(() -> count(output, "response: world") >= RESPONSES);
            }
        } finally {
            for (var process : processes) {
                process.destroyForcibly().waitFor();
            }
        }
        for (var output : outputs) {
            assertThat(output).content().doesNotContain(SECRET_OF_THE_FIRST_PROGRAM);
        }
    }

    /** The README's port may be taken here, by a build beside this one for instance; all else runs as it is printed. */
    private static String atFreePort(String sample) {
        assertThat(sample).containsOnlyOnce(ADDRESS_OF_THE_FIRST_PROGRAM);
        return sample.replace(
                ADDRESS_OF_THE_FIRST_PROGRAM, "Spec.tcp(" + Address.tcp().port() + ", ");
    }

    private Process run(Path output) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Score.started();
        return new ProcessBuilder(java, "-cp", classPath(), "sample.Program")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static long count(Path file, String line) throws IOException {
        try (var lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line::equals).count();
        }
    }

    private static List<String> samples() throws IOException {
        var samples = new ArrayList<String>();
        var blocks = JAVA_BLOCK.matcher(Files.readString(readme()));
        while (blocks.find()) {
            samples.add(blocks.group(1));
        }
        return samples;
    }

    /** The tests run in the module's directory under Maven and in the project's in an editor. */
    private static Path readme() {
        var inParent = Path.of("..", "README.md");
        return Files.exists(inParent) ? inParent : Path.of("README.md");
    }

    private String classPath() {
        return classes + File.pathSeparator + System.getProperty("java.class.path");
    }

    private void compile(String name, String sample) throws IOException {
        var source = new Source(name, wrap(name, sample));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new StringWriter();
        boolean good = compiler.getTask(
                        complaints,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none"),
                        null,
                        List.of(source))
                .call();
        assertThat(good)
                .as("this sample of the README compiles:\n%s\n%s", sample, complaints)
                .isTrue();
    }

    /**
     * Statements become a program's main method; a sample that declares a type of its own stays as it is. A sample may
     * go on with the spec and connection of the one before: the fields stand in for them.
     */
    private static String wrap(String name, String sample) {
        var imports = """
                package sample;
                import io.simpleipc.*;
                import io.simpleipc.spi.*;
                import java.nio.file.*;
                import java.time.*;
                import java.util.*;
                import java.util.concurrent.*;
                """;
        var own = new StringBuilder();
        var body = new StringBuilder();
        sample.lines()
                .forEach(line ->
                        (line.startsWith("import ") ? own : body).append(line).append('\n'));
        if (TYPE.matcher(body).find()) {
            return imports
                    + own
                    + body.toString().replaceAll("(?m)^public (?=(final )?(class|record|interface|enum) )", "");
        }
        return imports + own + "final class " + name + " {\n"
                + "    static Spec spec;\n"
                + "    static Connection connection;\n"
                + "    public static void main(String[] args) throws Exception {\n"
                + body
                + "    }\n}\n";
    }

    /** A source text in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///sample/" + name + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
