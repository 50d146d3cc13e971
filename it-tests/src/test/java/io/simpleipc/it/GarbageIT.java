package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A peer that has proved the secret and is joined may still send nonsense. It costs the link, once; nobody is left
 * waiting, and the two are joined again by themselves. Another connection of the process that hears it is not disturbed.
 */
@Timeout(60)
class GarbageIT {
    private static final int PENDING = 16;

    /** Its half is the keep-alive interval: silence is noticed long after the tests want to be over. */
    private static final String LONG_TIMEOUT = "\"20s\"";

    private static final long AT_ONCE_MILLIS = 3_000;
    private static final Jvms jvms = new Jvms();

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    private static Address ofNeighbours;

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.rsa(keys);
        ofNeighbours = Address.unix();
        GoodNeighbours.start(ofNeighbours, jvms.worker(1), jvms.worker(2));
    }

    @AfterEach
    void rest() {
        jvms.rest();
        GoodNeighbours.assertUndisturbed(jvms.worker(1), jvms.worker(2));
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
        ofNeighbours.close();
    }

    static Stream<Arguments> garbageFromEitherSide() {
        return Stream.of("tcp", "unix", "tls")
                .flatMap(type -> Stream.of(Garbage.values())
                        .flatMap(garbage ->
                                Stream.of("SERVER", "CLIENT").map(sender -> Arguments.of(type, garbage, sender))));
    }

    @ParameterizedTest
    @MethodSource("garbageFromEitherSide")
    void garbageFromAJoinedPeerCostsTheLinkOnceAndThePairIsWholeAgain(String type, Garbage garbage, String sender) {
        try (var address = type.equals("unix") ? Address.unix() : Address.tcp()) {
            var hostile = jvms.worker(0);
            var honest = jvms.worker(1);
            hostile.openDocument(document("garbled+" + type).at(address.text()));
            honest.openDocument(document(type).at(address.text()));
            join(hostile, honest, sender);
            var logMark = honest.markLog();
            var ofHostile = pending(hostile, honest);
            var ofHonest = pending(honest, hostile);

            long start = System.nanoTime();
            hostile.ask("garble", garbage);
            honest.awaitEvents("connected", 2);
            hostile.awaitEvents("connected", 2);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(AT_ONCE_MILLIS);
            var whole = Pair.await(honest, hostile);
            whole.talk();
            honest.ask("reset");
            hostile.ask("reset");
            assertAllSettled(ofHonest);
            assertAllSettled(ofHostile);
            assertThat(whole.server()).isEqualTo(sender.equals("SERVER") ? hostile : honest);
            for (var worker : List.of(honest, hostile)) {
                assertThat(worker.events("disconnected")).as("%s", worker).hasSize(1);
            }
            assertThat(honest.awaitEvent("disconnected")).contains(garbage.complaint());
            assertThat(honest.warningsSince(logMark))
                    .as("what the receiver logs")
                    .singleElement()
                    .asString()
                    .contains(garbage.complaint());
        }
    }

    private static Document document(String type) {
        var plain = Document.of(type).with("queryTimeout", LONG_TIMEOUT);
        return type.endsWith("tls") ? plain.certificate(certificate) : plain;
    }

    private static void join(WorkerJvm hostile, WorkerJvm honest, String roleOfHostile) {
        var first = roleOfHostile.equals("SERVER") ? hostile : honest;
        assertThat(first.connect()).isEqualTo("SERVER");
        assertThat((first == hostile ? honest : hostile).connect()).isEqualTo("CLIENT");
        Pair.await(hostile, honest);
    }

    /** Queries that the other side's handlers have taken and do not answer. */
    private static Reply pending(WorkerJvm asker, WorkerJvm answerer) {
        var report = asker.send("pending", PENDING);
        assertThat(answerer.ask("await-running", PENDING, 10_000)).isEqualTo("true");
        return report;
    }

    /** What was lost is a link: over the next one they were answered as soon as their handlers went on. */
    private static void assertAllSettled(Reply pending) {
        var fields = pending.fields();
        assertThat(Reply.number(fields, "right")).as("lost, of %s", fields).isZero();
        assertThat(Reply.number(fields, "wrong")).as("%s", fields).isEqualTo(PENDING);
        assertThat(Reply.text(fields, "errors", "")).contains("was answered").doesNotContain("Exception");
    }
}
