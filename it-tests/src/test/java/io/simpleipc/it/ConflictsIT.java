package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Spec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be wrong with the plug-ins at hand is one clear error each, on the class path and on the module path. */
@Timeout(60)
class ConflictsIT {
    enum Place {
        CLASS_PATH,
        MODULE_PATH
    }

    private static final List<Path> API =
            List.of(jarOf(Spec.class), jarOf(org.slf4j.Logger.class), jarOf(org.jspecify.annotations.Nullable.class));
    private static final Path ENGINE = jarOf("io.simpleipc.internal.lifecycle.Engine");
    private static final Path UNIX = jarOf("io.simpleipc.transport.unix.UnixTransport");

    @TempDir
    private Path folder;

    private Path application = Path.of("");

    @BeforeEach
    void compileTheApplication() throws IOException {
        application = PluginJar.application().compile(folder, API);
    }

    @ParameterizedTest
    @EnumSource
    void twoProvidersForOneTypeAreBothNamed(Place place) throws Exception {
        var said = run(place, paths(ENGINE, twin("left", ""), twin("right", "")), "twin");

        assertThat(said)
                .startsWith("refused: more than one transport handles the type \"twin\": left.Twin, right.Twin");
        assertThat(said).contains("remove all but one");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderWhoseConstructorThrowsIsReportedAndHidesNoOther(Place place) throws Exception {
        var broken = twin("broken", "if (true) throw new IllegalStateException(\"no luck today\");");

        var said = run(place, paths(ENGINE, UNIX, broken), "twin");
        assertThat(said)
                .startsWith("refused: no transport handles the type \"twin\"; found: unix;")
                .contains("could not be loaded")
                .contains("broken.Twin")
                .contains("no luck today");

        assertThat(run(place, paths(ENGINE, UNIX, broken), "unix")).isEqualTo("built");
        assertThat(run(place, paths(ENGINE, broken, twin("sound", "")), "twin")).isEqualTo("refused: sound was asked");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderOnAnotherClassLoaderIsFoundIfThatIsNamed(Place place) throws Exception {
        var far = twin("far", "");

        assertThat(run(place, paths(ENGINE), "twin"))
                .startsWith("refused: no transport handles the type \"twin\"; found: none;");
        assertThat(run(place, paths(ENGINE), "twin", "child", far.toString() + "/"))
                .isEqualTo("refused: far was asked");
    }

    /** The second class loader asks its parent first, as it should: there is one class. */
    @ParameterizedTest
    @EnumSource
    void aProviderThatTwoClassLoadersFindCountsOnce(Place place) throws Exception {
        var near = twin("near", "");

        assertThat(run(place, paths(ENGINE, near), "twin", "child", near.toString() + "/"))
                .isEqualTo("refused: near was asked");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderWrittenAgainstAnotherCopyOfTheApiIsReported(Place place) throws Exception {
        var foreign = new ArrayList<>(List.of("twin", "alone", twin("foreign", "") + "/"));
        API.forEach(jar -> foreign.add(jar.toString() + (jar.toFile().isDirectory() ? "/" : "")));

        var said = run(place, paths(ENGINE, UNIX), foreign.toArray(String[]::new));

        assertThat(said)
                .startsWith("refused: no transport handles the type \"twin\"; found: unix;")
                .contains("foreign.Twin not a subtype");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingServiceEntryIsHintedAt(Place place) throws Exception {
        var silent = PluginJar.transport("silent", "").unregistered().compile(folder, API);

        assertThat(run(place, paths(ENGINE, silent), "twin"))
                .startsWith("refused: no transport handles the type \"twin\"; found: none;")
                .contains("META-INF/services")
                .contains("provides");
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnEngineTheArtifactIsNamed(Place place) throws Exception {
        assertThat(run(place, paths(UNIX), "unix"))
                .isEqualTo("refused: no engine found; add the artifact io.simpleipc:ipc-core");
    }

    @ParameterizedTest
    @EnumSource
    void twoEnginesAreBothNamed(Place place) throws Exception {
        var second = PluginJar.engine("second").compile(folder, API);

        assertThat(run(place, paths(ENGINE, UNIX, second), "unix"))
                .startsWith("refused: more than one engine found: ")
                .contains("io.simpleipc.internal.lifecycle.Engine")
                .contains("second.Engine")
                .contains("remove all but one");
    }

    private Path twin(String name, String inConstructor) throws IOException {
        return PluginJar.transport(name, inConstructor).compile(folder, API);
    }

    private List<Path> paths(Path... more) {
        return Stream.concat(Stream.concat(API.stream(), Arrays.stream(more)), Stream.of(application))
                .toList();
    }

    private static String run(Place place, List<Path> paths, String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(
                place == Place.CLASS_PATH
                        ? List.of("-cp", PluginJar.path(paths), "application.Main")
                        : List.of("-p", PluginJar.path(paths), "-m", "application/application.Main"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return said.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path jarOf(String type) {
        try {
            return jarOf(Class.forName(type));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
