package io.simpleipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
    @TempDir
    private Path directory;

    /** A working plug-in. */
    public static final class Working implements Transport {
        @Override
        public Set<String> types() {
            return Set.of("working");
        }

        @Override
        public Endpoint endpoint(Spec spec) {
            throw new IllegalStateException("not used here");
        }
    }

    /** A plug-in that cannot be made. */
    public static final class Broken implements Transport {
        public Broken() {
            throw new IllegalStateException("no luck");
        }

        @Override
        public Set<String> types() {
            return Set.of("broken");
        }

        @Override
        public Endpoint endpoint(Spec spec) {
            throw new IllegalStateException("not used here");
        }
    }

    @Test
    void aBrokenProviderIsReportedAndHidesNoOther() throws IOException {
        try (var loader = loaderWith(Broken.class.getName(), "no.such.Plugin", Working.class.getName())) {
            var found = Services.of(loader).all(Transport.class);
            assertThat(found.providers()).hasSize(1).allMatch(p -> p instanceof Working);
            assertThat(found.brokenText())
                    .contains("Broken")
                    .contains("no luck")
                    .contains("no.such.Plugin");
        }
    }

    @Test
    void aClassLoaderThatCannotBeReadIsReportedAndEndsNothing() {
        var unreadable = new ClassLoader(null) {
            @Override
            protected Enumeration<URL> findResources(String name) throws IOException {
                throw new IOException("the jar is gone");
            }
        };

        var found = Services.of(unreadable).all(Transport.class);

        assertThat(found.brokenText()).contains("the jar is gone");
    }

    @Test
    void aClassThatSeveralLoadersFindCountsOnce() throws IOException {
        try (var loader = loaderWith(Working.class.getName())) {
            var thread = Thread.currentThread();
            var before = thread.getContextClassLoader();
            thread.setContextClassLoader(new ClassLoader(loader) {});
            try {
                assertThat(Services.of(loader).all(Transport.class).providers()).hasSize(1);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    @Test
    void noneOrTwoWhereOneIsNeededIsAnErrorWithTheCure() throws IOException {
        try (var loader = loaderWith(Broken.class.getName())) {
            assertThatThrownBy(() -> Services.of(loader).only(Transport.class, "transport", "org:one"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("no transport found; add the artifact org:one; could not be loaded")
                    .hasMessageContaining("no luck");
        }
    }

    @Test
    void twoCopiesOfOneClassAreToldApartByWhereTheyComeFrom() throws IOException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        try (var first = copyIn("first", before);
                var second = copyIn("second", before)) {
            thread.setContextClassLoader(second);
            assertThatThrownBy(() -> Services.of(first).only(Transport.class, "transport", "org:one"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(Working.class.getName() + " (" + directory.resolve("first") + "), "
                            + Working.class.getName() + " (" + directory.resolve("second") + ")");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aPlugInWithoutASourceGoesByItsClass() {
        assertThat(Services.named("of the JDK itself")).isEqualTo("java.lang.String");
    }

    /** A loader with a copy of its own of the working plug-in, whose parent hides the first one. */
    private URLClassLoader copyIn(String name, ClassLoader parent) throws IOException {
        var folder = directory.resolve(name);
        var services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Transport.class.getName()), Working.class.getName());
        var file = Working.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(folder.resolve(file).getParent());
        try (var original = parent.getResourceAsStream(file)) {
            Files.copy(original, folder.resolve(file));
        }
        var hiding = new ClassLoader(parent) {
            @Override
            protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
                if (wanted.equals(Working.class.getName())) {
                    throw new ClassNotFoundException(wanted);
                }
                return super.loadClass(wanted, resolve);
            }
        };
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, hiding);
    }

    private URLClassLoader loaderWith(String... providers) throws IOException {
        var services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(Transport.class.getName()), List.of(providers));
        return new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
    }
}
