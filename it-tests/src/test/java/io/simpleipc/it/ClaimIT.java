package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody removes the files by which a server holds its unix socket: it notices, and no other takes its place. */
@Timeout(60)
class ClaimIT {
    /** Long enough for a third process to be turned away between two looks. */
    private static final String OPTIONS = "{\"selfCheckInterval\": \"1s\"}";

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
    private static final Jvms jvms = new Jvms();

    /** What becomes of the lock file, which the server has locked. */
    enum Loss {
        DELETED {
            @Override
            void happen(Path lock) throws IOException {
                Files.delete(lock);
            }
        },
        REPLACED {
            @Override
            void happen(Path lock) throws IOException {
                var other = Files.createFile(lock.resolveSibling("other"));
                Files.move(other, lock, StandardCopyOption.ATOMIC_MOVE);
            }
        };

        abstract void happen(Path lock) throws IOException;
    }

    @AfterEach
    void rest() {
        jvms.rest();
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
    }

    @Test
    void aDeletedSocketFileComesBackAndTheLinkGoesOn() throws Exception {
        try (var address = Address.unix()) {
            var pair = join(address);
            var other = open(2, address);
            awaitLook(pair.server(), address);
            var before = key(address.socketFile());
            Files.delete(address.socketFile());
            long start = System.nanoTime();
            var third = other.send("connect", 0, 10_000);

            var refusal = third.failure(); // it looks for somebody until there is a socket again
            assertThat(refusal.type()).as("%s", refusal).isEqualTo("PeerBusyException");
            assertThat(refusal.detail()).isEqualTo(String.valueOf(pair.client().pid()));
            var millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertThat(key(address.socketFile())).isNotEqualTo(before);
            await("the end of the socket without a name").until(() -> address.kernelListeners() == 1);
            pair.talk();
            assertThat(pair.server().events("disconnected")).isEmpty();
            assertThat(pair.client().events("disconnected")).isEmpty();
            System.out.println("[fault 7] the deleted socket was back, and a third process told so, after " + millis
                    + " ms with a look every second");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerWhoseLockFileIsGoneNoticesAndTheTwoMeetAgain(Loss loss) throws Exception {
        try (var address = Address.unix();
                var listeners = new ListenerCount(address)) {
            var pair = join(address);
            var lock = address.socketFile().resolveSibling("s.lock");
            var third = open(2, address); // a process takes its time to start, and there is one second
            awaitLook(pair.server(), address);
            var before = key(lock);
            loss.happen(lock);
            long start = System.nanoTime();

            // It gets a lock, that of the new file, and yet does not listen.
            var refusal = third.send("connect", 0, 0).failure();
            assertThat(refusal.type()).as("%s", refusal).isEqualTo("PeerBusyException");
            assertThat(pair.server().events("disconnected")).as("so far").isEmpty();
            assertThat(key(lock)).as("the lock that a third process had").isNotEqualTo(before);

            pair.server().awaitEvent("disconnected");
            var millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            pair.client().awaitEvents("connected", 2);
            pair.server().awaitEvents("connected", 2);
            var again = Pair.await(pair.server(), pair.client());
            again.talk();
            assertThat(address.kernelListeners()).isEqualTo(1);
            assertThat(listeners.highest()).as("listeners at any time").isEqualTo(1);
            assertThat(third.ask("try-lock", lock)).isEqualTo("held by another process");
            assertThat(third.send("connect", 0, 0).failure().type()).isEqualTo("PeerBusyException");
            System.out.println("[fault 6] lock file " + loss + ": noticed after " + millis + " ms with a look every"
                    + " second; " + listeners);
        }
    }

    private static WorkerJvm open(int worker, Address address) {
        var document = Document.of("unix").with("options", OPTIONS).at(address.text());
        return jvms.worker(worker).openDocument(document);
    }

    private static Pair join(Address address) {
        assertThat(open(0, address).connect()).isEqualTo("SERVER");
        assertThat(open(1, address).connect()).isEqualTo("CLIENT");
        return Pair.await(jvms.worker(0), jvms.worker(1));
    }

    /** Waits for the server's next look after its files, which it touches: until the one after that there is time. */
    private static void awaitLook(WorkerJvm server, Address address) {
        var before = lastTouch(address);
        await("a look of " + server + " after its files")
                .atMost(LONGEST_LOOK)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !lastTouch(address).equals(before));
    }

    private static FileTime lastTouch(Address address) {
        return attributes(address.socketFile()).lastModifiedTime();
    }

    private static Object key(Path file) {
        return attributes(file).fileKey();
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
