package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that ask and answer with more than fits into their heaps, so that memory runs out wherever it may: each call
 * ends, and when the greed is over the two are joined and talk as if nothing had been. Limits that fit the heap keep it
 * from coming to this ({@link FloodIT}).
 */
@Timeout(120)
class FullHeapIT {
    private static final List<String> SMALL_HEAP = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx32m", "-XX:MaxDirectMemorySize=64m");
    private static final String[] LIMITS_THAT_DO_NOT_FIT = {
        "maxMessageSize=33554432", "maxBufferedBytes=268435456", "queryTimeout=4000", "reconnect=0/100"
    };
    private static final Pattern END = Pattern.compile("=\\d+$");
    private static final Set<String> ENDS = Set.of(
            "right",
            "RemoteQueryException/EXECUTED", // memory ran out in the handler
            "java.lang.OutOfMemoryError: Java heap space", // or in the caller itself, before anything was sent
            "QueryTimeoutException/UNKNOWN",
            "QueryTimeoutException/NOT_EXECUTED",
            "QueryTimeoutException/EXECUTED",
            "ConnectionLostException/UNKNOWN",
            "ConnectionLostException/NOT_EXECUTED",
            "NotConnectedException/NOT_EXECUTED",
            "PeerOverloadedException/NOT_EXECUTED");

    private static final int MILLIS = Integer.getInteger("ipc.fullheap.millis", 2_500);

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

    private WorkerJvm start() {
        return jvms.start(Path.of(System.getProperty("java.home")), SMALL_HEAP).awaitReady();
    }

    @ParameterizedTest
    @EnumSource
    void everyCallEndsAndThePairIsWholeAfterwards(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(start(), start(), LIMITS_THAT_DO_NOT_FIT);
            var greedy = List.of(
                    pair.client().send("hammer", MILLIS, 4, "size", 20_000_000),
                    pair.server().send("hammer", MILLIS, 4, "size", 4_000_000),
                    pair.client().send("hammer", MILLIS, 3, "bytes", 3_000_000),
                    pair.server().send("hammer", MILLIS, 3, "bytes", 6_000_000));
            boolean exhausted = false;
            for (var reply : greedy) {
                var report = reply.fields(60);
                System.out.println("[fault 37, " + place + "] " + reply.worker() + ": " + report);
                for (var field : report) {
                    var end = END.matcher(field).replaceFirst("");
                    exhausted |= end.contains("OutOfMemoryError") || end.startsWith("RemoteQueryException");
                    assertThat(end.equals("longest") || ENDS.contains(end))
                            .as("%s is a way to end", field)
                            .isTrue();
                }
            }
            for (var worker : List.of(pair.server(), pair.client())) {
                exhausted |= worker.lastWords().contains("OutOfMemoryError");
                assertThat(worker.isAlive()).as("%s lives", worker).isTrue();
            }
            assertThat(exhausted).as("memory ran out at least once").isTrue();
            Pair.await(pair.server(), pair.client()).talk();
            var right = pair.client().send("load", 2, 200, 2_000, 37).fields();
            assertThat(Reply.number(right, "right")).as("%s", right).isEqualTo(400);
        }
    }
}
