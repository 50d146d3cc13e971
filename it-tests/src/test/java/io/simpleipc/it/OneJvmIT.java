package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.simpleipc.PeerBusyException;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections of several class loaders in one process, as applications in one server: they share no class of ours. */
@Timeout(60)
class OneJvmIT {
    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    private final Jvms jvms = new Jvms();

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void connectionsOfTwoClassLoadersAreAPairAndOthersAreTold(Way way) throws Exception {
        var before = engineThreads();
        try (var place = Place.fresh(way, certificate);
                var listeners = new ListenerCount(place.address());
                var oneLoader = everythingAnew();
                var otherLoader = everythingAnew();
                var one = guest(oneLoader, "one", place);
                var other = guest(otherLoader, "other", place);
                var third = new Guest("third", place.document())) {
            assertThat(List.of(one.getClass(), other.getClass(), third.getClass()))
                    .doesNotHaveDuplicates();
            assertThat(connect(one)).isEqualTo("SERVER");
            assertThat(connect(other)).isEqualTo("CLIENT");
            assertThatTheyTalk(one, "one", other, "other");

            assertThatThrownBy(third::call).isInstanceOf(PeerBusyException.class);
            assertOtherProcessesAreTold(place);
            assertThatTheyTalk(one, "one", other, "other");

            other.close();
            assertThat(connect(third)).as("the seat is free").isEqualTo("CLIENT");
            assertThatTheyTalk(one, "one", third, "third");
            assertOtherProcessesAreTold(place);
            assertThat(listeners.highest()).as("listeners at any time").isEqualTo(1);
            System.out.println("[fault 13] over " + place + " connections of two class loaders in one JVM were a"
                    + " pair, a third and another process were told; " + listeners);
        }
        await("the end of all threads of the engine").until(() -> before.containsAll(engineThreads()));
    }

    private static URLClassLoader everythingAnew() throws IOException {
        var entries = System.getProperty("java.class.path").split(File.pathSeparator);
        var urls = new URL[entries.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static AutoCloseable guest(ClassLoader loader, String name, Place place)
            throws ReflectiveOperationException {
        return (AutoCloseable) loader.loadClass(Guest.class.getName())
                .getConstructor(String.class, String.class)
                .newInstance(name, place.document());
    }

    private static Object connect(Object guest) throws Exception {
        return ((Callable<?>) guest).call();
    }

    @SuppressWarnings("unchecked") // all that is passed is a String, which every class loader has from the JDK
    private static String ask(Object guest, String query) {
        return ((UnaryOperator<String>) guest).apply(query);
    }

    private static void assertThatTheyTalk(Object one, String nameOfOne, Object other, String nameOfOther) {
        assertThat(ask(one, "hello")).isEqualTo(nameOfOther + " heard hello");
        assertThat(ask(other, "hello")).isEqualTo(nameOfOne + " heard hello");
    }

    /** A process that tries to listen and to dial: one of the two may have cost this process its lock, if not its socket. */
    private void assertOtherProcessesAreTold(Place place) {
        var refusal = place.open(jvms.worker(0)).send("connect", 0, 0).failure();
        assertThat(refusal.type()).as("%s", refusal).isEqualTo("PeerBusyException");
        assertThat(refusal.detail())
                .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
        if (place.address().isUnix()) {
            var lock = place.address().socketFile().resolveSibling("s.lock");
            assertThat(jvms.worker(0).ask("try-lock", lock)).isEqualTo("held by another process");
        }
        assertThat(place.address().kernelListeners()).isEqualTo(1);
    }

    private static List<Thread> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ipc-"))
                .toList();
    }
}
