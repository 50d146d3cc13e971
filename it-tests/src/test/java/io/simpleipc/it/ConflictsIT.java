package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

    private static final String NO_LUCK = "if (true) throw new IllegalStateException(\"no luck today\");";
    private static final String DOCUMENT = "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": \"s\"}";

    @TempDir
    private Path folder;

    private Path application = Path.of("");

    @BeforeEach
    void compileTheApplication() throws IOException {
        application = PluginJar.application().compile(folder, Jars.API);
    }

    @ParameterizedTest
    @EnumSource
    void twoProvidersForOneTypeAreBothNamed(Place place) throws Exception {
        var left = twin("left", "");
        var right = twin("right", "");

        assertThat(run(place, paths(Jars.ENGINE, left, right), "twin"))
                .isEqualTo("refused: more than one transport handles the type \"twin\": left.Twin (" + left
                        + "), right.Twin (" + right + "); remove all but one of them");
    }

    @Test
    void providersThatMethodsOfModulesMakeHideEachOtherNeither() throws Exception {
        var left = PluginJar.transportByMethod("left").compile(folder, Jars.API);
        var right = PluginJar.transportByMethod("right").compile(folder, Jars.API);

        assertThat(run(Place.MODULE_PATH, paths(Jars.ENGINE, left, right), "twin"))
                .startsWith("refused: more than one transport handles the type \"twin\": ")
                .contains("left.Twin (" + left + ")")
                .contains("right.Twin (" + right + ")");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderWhoseConstructorThrowsIsReportedAndHidesNoOther(Place place) throws Exception {
        var broken = twin("broken", NO_LUCK);

        var said = run(place, paths(Jars.ENGINE, Jars.UNIX, broken), "twin");
        assertThat(said)
                .startsWith("refused: no transport handles the type \"twin\"; found: unix;")
                .contains("could not be loaded")
                .contains("broken.Twin")
                .contains("no luck today");

        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, broken), "unix")).isEqualTo("built");
        assertThat(run(place, paths(Jars.ENGINE, broken, twin("sound", "")), "twin"))
                .isEqualTo("refused: sound was asked");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderOnAnotherClassLoaderIsFoundIfThatIsNamed(Place place) throws Exception {
        var far = twin("far", "");

        assertThat(run(place, paths(Jars.ENGINE), "twin"))
                .startsWith("refused: no transport handles the type \"twin\"; found: none;");
        assertThat(run(place, paths(Jars.ENGINE), "twin", "child", far.toString() + "/"))
                .isEqualTo("refused: far was asked");
    }

    /** The second class loader asks its parent first, as it should: there is one class. */
    @ParameterizedTest
    @EnumSource
    void aProviderThatTwoClassLoadersFindCountsOnce(Place place) throws Exception {
        var near = twin("near", "");

        assertThat(run(place, paths(Jars.ENGINE, near), "twin", "child", near.toString() + "/"))
                .isEqualTo("refused: near was asked");
    }

    /** As in a server for applications: two copies of one class, and only where they come from tells them apart. */
    @ParameterizedTest
    @EnumSource
    void twoCopiesOfOneClassAreNamedWithTheirSources(Place place) throws Exception {
        var near = twin("near", "");
        var copy = PluginJar.transport("near", "").compile(Files.createDirectory(folder.resolve("copy")), Jars.API);

        assertThat(run(place, paths(Jars.ENGINE, near), "twin", "rival", copy.toString() + "/"))
                .startsWith("refused: more than one transport handles the type \"twin\": ")
                .contains("near.Twin (" + near + ")")
                .contains("near.Twin (" + copy + ")")
                .endsWith("; remove all but one of them");
    }

    @ParameterizedTest
    @EnumSource
    void twoEncryptionsOfOneTypeAreBothNamed(Place place) throws Exception {
        var left = PluginJar.encryption("left", "").compile(folder, Jars.API);
        var right = PluginJar.encryption("right", "").compile(folder, Jars.API);

        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, left, right), "unix/twin"))
                .isEqualTo("refused: more than one encryption handles the type \"twin\": left.Factory (" + left
                        + "), right.Factory (" + right + "); remove all but one of them");
    }

    @ParameterizedTest
    @EnumSource
    void anEncryptionWhoseConstructorThrowsIsReportedAndHidesNoOther(Place place) throws Exception {
        var broken = PluginJar.encryption("broken", NO_LUCK).compile(folder, Jars.API);
        var sound = PluginJar.encryption("sound", "").compile(folder, Jars.API);

        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, broken), "unix/twin"))
                .startsWith("refused: no encryption handles the type \"twin\"; found: none;")
                .contains("could not be loaded")
                .contains("broken.Factory")
                .contains("no luck today");
        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, broken), "unix")).isEqualTo("built");
        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, broken, sound), "unix/twin"))
                .isEqualTo("refused: sound was asked");
    }

    @ParameterizedTest
    @EnumSource
    void twoReadersOfSpecsAreBothNamed(Place place) throws Exception {
        var second = PluginJar.reader("second", "").compile(folder, Jars.API);

        assertThat(run(place, paths(Jars.JSON, Jars.ENGINE, Jars.UNIX, second), DOCUMENT))
                .startsWith("refused: more than one reader of JSON specs found: ")
                .contains("io.simpleipc.config.json.JsonSpecFormat (" + Jars.JSON.get(0) + ")")
                .contains("second.Format (" + second + ")")
                .endsWith("; remove all but one of them");
    }

    @ParameterizedTest
    @EnumSource
    void aReaderWhoseConstructorThrowsIsReportedAndHidesNoOther(Place place) throws Exception {
        var broken = PluginJar.reader("broken", NO_LUCK).compile(folder, Jars.API);

        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, broken), DOCUMENT))
                .startsWith("refused: no reader of JSON specs found; add the artifact io.simpleipc:ipc-config-json;")
                .contains("could not be loaded")
                .contains("broken.Format")
                .contains("no luck today");
        assertThat(run(place, paths(Jars.JSON, Jars.ENGINE, Jars.UNIX, broken), DOCUMENT))
                .isEqualTo("built");
    }

    @ParameterizedTest
    @EnumSource
    void withoutAReaderTheArtifactIsNamed(Place place) throws Exception {
        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX), DOCUMENT))
                .isEqualTo("refused: no reader of JSON specs found; add the artifact io.simpleipc:ipc-config-json");
    }

    @ParameterizedTest
    @EnumSource
    void twoLayersOfOneNameAreBothNamed(Place place) throws Exception {
        var second = PluginJar.layer("second").compile(folder, Jars.API);

        for (var type : List.of("tls", "tls+unix")) {
            assertThat(run(place, paths(Jars.TLS, Jars.ENGINE, Jars.UNIX, second), type))
                    .isEqualTo("refused: more than one layer handles the type \"tls\":"
                            + " io.simpleipc.transport.tls.TlsTransport (" + Jars.TLS.get(0) + "), second.Layer ("
                            + second
                            + "); remove all but one of them");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProviderWrittenAgainstAnotherCopyOfTheApiIsReported(Place place) throws Exception {
        var foreign = new ArrayList<>(List.of("twin", "alone", twin("foreign", "") + "/"));
        Jars.API.forEach(jar -> foreign.add(jar.toString() + (jar.toFile().isDirectory() ? "/" : "")));

        var said = run(place, paths(Jars.ENGINE, Jars.UNIX), foreign.toArray(String[]::new));

        assertThat(said)
                .startsWith("refused: no transport handles the type \"twin\"; found: unix;")
                .contains("foreign.Twin not a subtype");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingServiceEntryIsHintedAt(Place place) throws Exception {
        var silent = PluginJar.transport("silent", "").unregistered().compile(folder, Jars.API);

        assertThat(run(place, paths(Jars.ENGINE, silent), "twin"))
                .startsWith("refused: no transport handles the type \"twin\"; found: none;")
                .contains("META-INF/services")
                .contains("provides");
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnEngineTheArtifactIsNamed(Place place) throws Exception {
        assertThat(run(place, paths(Jars.UNIX), "unix"))
                .isEqualTo("refused: no engine found; add the artifact io.simpleipc:ipc-core");
    }

    @ParameterizedTest
    @EnumSource
    void twoEnginesAreBothNamed(Place place) throws Exception {
        var second = PluginJar.engine("second").compile(folder, Jars.API);

        assertThat(run(place, paths(Jars.ENGINE, Jars.UNIX, second), "unix"))
                .startsWith("refused: more than one engine found: ")
                .contains("io.simpleipc.internal.lifecycle.Engine (" + Jars.ENGINE + ")")
                .contains("second.Engine (" + second + ")")
                .contains("remove all but one");
    }

    private Path twin(String name, String inConstructor) throws IOException {
        return PluginJar.transport(name, inConstructor).compile(folder, Jars.API);
    }

    private List<Path> paths(Path... more) {
        return Jars.together(Jars.together(Jars.API, more), application);
    }

    private List<Path> paths(List<Path> some, Path... more) {
        return Jars.together(paths(more), some.toArray(Path[]::new));
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
        Score.started();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return said.strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
