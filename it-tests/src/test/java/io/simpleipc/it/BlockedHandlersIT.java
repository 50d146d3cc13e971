package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All handlers of a process block for ever: that costs its callers their answers, but not the link, nor close(). */
@Timeout(90)
class BlockedHandlersIT {
    private static final int QUERIES = 150;
    private static final int HANDLERS = 64; // as many as run at once
    private static final int DRAIN_MILLIS = 500;

    /** Half the query timeout each, and two without a sign of life would be the end. */
    private static final int KEEP_ALIVES = 4;

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
    void theLinkLivesQueriesAreRefusedTypedAndCloseIsInTime(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(
                    startTalkative(),
                    startTalkative(),
                    "maxInFlight=" + QUERIES,
                    "drain=" + DRAIN_MILLIS,
                    "queryTimeout=2000",
                    "logKeepAlives=true",
                    "reconnect=off");
            var pending = pair.client().send("pending", QUERIES); // with more patience than the rest of this test
            assertThat(pair.server().ask("await-running", HANDLERS, 10_000)).isEqualTo("true");
            pair.client().awaitLogged("got pong", KEEP_ALIVES);
            pair.server().awaitLogged("got pong", KEEP_ALIVES);
            assertThat(pair.client().events("disconnected")).isEmpty();
            assertThat(pair.server().events("disconnected")).isEmpty();
            assertThat(pair.server().query("pid"))
                    .as("the other way")
                    .isEqualTo(String.valueOf(pair.client().pid()));
            int triedFirst = askUntilRefused(pair.client());

            long start = System.nanoTime();
            pair.server().closeConnection();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            var report = pending.fields();
            System.out.println("[fault 38, " + place + "] " + HANDLERS + " handlers blocked through " + KEEP_ALIVES
                    + " keep-alives; a query was refused after " + triedFirst + " that timed out; close() took "
                    + millis
                    + " ms, its drain " + DRAIN_MILLIS + "; of " + QUERIES + " queries " + report);
            assertThat(millis).isBetween((long) DRAIN_MILLIS, 5_000L);
            assertThat(Reply.number(report, "right")).as("%s", report).isEqualTo(QUERIES);
        }
    }

    /** Each that times out keeps its place until the peer has said the last word, so that there is none in the end. */
    private static int askUntilRefused(WorkerJvm asker) {
        for (int timedOut = 0; timedOut <= QUERIES; timedOut++) {
            var failure = asker.send("query-within", "echo:x", 100).failure();
            var end = failure.type() + " " + failure.outcome();
            if (end.equals("PeerOverloadedException NOT_EXECUTED")) {
                return timedOut;
            }
            assertThat(end).isEqualTo("QueryTimeoutException UNKNOWN");
        }
        throw new AssertionError("no query was refused");
    }

    private WorkerJvm startTalkative() {
        var options = new ArrayList<>(Jvms.QUICK);
        options.add("-Dorg.slf4j.simpleLogger.log.io.simpleipc=debug");
        return jvms.start(Path.of(System.getProperty("java.home")), options);
    }
}
