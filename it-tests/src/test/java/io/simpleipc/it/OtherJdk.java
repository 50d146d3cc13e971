package io.simpleipc.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;

/**
 * The newest JDK on this machine that is not of the running feature version, found where .ci/run looks. Where there is
 * none the test fails, unless IPC_CI_ONE_JDK=1 says that this is known.
 */
final class OtherJdk {
    private static final int OLDEST = 17;

    private OtherJdk() {}

    static Path home() {
        var found = find();
        if (found.isEmpty()) {
            Assumptions.assumeFalse(
                    "1".equals(System.getenv("IPC_CI_ONE_JDK")), "no second JDK, as IPC_CI_ONE_JDK=1 says");
            throw new AssertionError("no JDK of another version beside " + System.getProperty("java.home")
                    + ", in JAVA_HOME_*, /usr/lib/jvm or /opt; IPC_CI_ONE_JDK=1 goes on without");
        }
        return found.get();
    }

    private static Optional<Path> find() {
        int newest = 0;
        Optional<Path> best = Optional.empty();
        for (var home : places()) {
            int version = version(home);
            if (version >= OLDEST && version != Runtime.version().feature() && version > newest) {
                newest = version;
                best = Optional.of(home);
            }
        }
        return best;
    }

    private static List<Path> places() {
        var places = new ArrayList<Path>();
        addChildren(Path.of(System.getProperty("java.home")).getParent(), places);
        addChildren(Path.of("/usr/lib/jvm"), places);
        addChildren(Path.of("/opt"), places);
        for (var child : List.copyOf(places)) {
            if (child.startsWith("/opt")) {
                addChildren(child, places);
            }
        }
        addChildren(Path.of(System.getProperty("user.home"), ".jdks"), places);
        addChildren(Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"), places);
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME_")) {
                places.add(Path.of(value));
            }
        });
        return places;
    }

    private static void addChildren(Path directory, List<Path> places) {
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        try (var children = Files.list(directory)) {
            children.forEach(places::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The feature version that the home's release file names; 0 if this is no JDK. */
    private static int version(Path home) {
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isExecutable(home.resolve("bin/javac"))) {
            return 0;
        }
        try (var reader = Files.newBufferedReader(home.resolve("release"))) {
            var release = new Properties();
            release.load(reader);
            var version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
            return Runtime.Version.parse(version).feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
