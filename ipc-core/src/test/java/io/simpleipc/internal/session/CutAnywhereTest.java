package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.IpcException;
import io.simpleipc.testkit.FaultyPipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten queries over a link that is cut after each byte, on the way there and on the way back: all of them end, and what
 * is said of them is true.
 */
@Timeout(300)
class CutAnywhereTest {
    private static final Duration NEVER = Duration.ofMinutes(10); // only the cut decides
    private static final int SMALL_ONES = 9;
    private static final int THROWS = 3;
    private static final int LARGE = 40_000;

    /** The last query goes in pieces: of its payload not each byte is cut, but those around the headers are. */
    private static final int HEADERS = 64;

    private static final int FIRST_PIECE = 16_384;
    private static final int STEP = 997;

    private final Map<String, Integer> counts = OutcomeTable.counts();

    @Test
    void onTheWayThere() throws Exception {
        cutEverywhere("queries", FaultyPipe::bytesWritten, FaultyPipe::cutWritesAfter);
        assertThat(counts).containsKey("NOT_EXECUTED"); // on the way back all may have left before the cut
    }

    @Test
    void onTheWayBack() throws Exception {
        cutEverywhere("answers", FaultyPipe::bytesRead, FaultyPipe::cutReadsAfter);
    }

    /** Counts the bytes of one direction. */
    private interface Passed {
        long bytes(FaultyPipe pipe);
    }

    private void cutEverywhere(String what, Passed passed, BiConsumer<FaultyPipe, Long> cut) throws Exception {
        long whole = passed.bytes(talk("uncut", pipe -> {}));
        assertThat(counts).containsOnly(Map.entry("answered", SMALL_ONES), Map.entry("EXECUTED", 1));
        long large = whole - LARGE - HEADERS; // about where the large one starts, rather too early
        int cuts = 0;
        for (long at = 0; at <= whole + HEADERS; at++) {
            if (isWorthACut(at - large, whole - at)) {
                long after = at;
                talk("cut after " + at + " bytes of " + what, pipe -> cut.accept(pipe, after));
                cuts++;
            }
        }
        assertThat(counts).containsKeys("answered", "EXECUTED", "UNKNOWN");
        System.out.println("[fault 26] " + cuts + " cuts within " + whole + " bytes of " + what + ": " + counts);
    }

    private static boolean isWorthACut(long intoLarge, long left) {
        long intoSecondPiece = intoLarge - FIRST_PIECE;
        return intoLarge < 2 * HEADERS
                || (intoSecondPiece >= 0 && intoSecondPiece < 2 * HEADERS)
                || left < HEADERS / 2
                || intoLarge % STEP == 0;
    }

    /** Makes a fault before the first byte. */
    private interface Fault {
        void on(FaultyPipe pipe);
    }

    private FaultyPipe talk(String when, Fault fault) throws Exception {
        var table = new OutcomeTable();
        var faulty = new AtomicReference<FaultyPipe>();
        try (var pair = script().timeout(NEVER)
                .onServer(query -> handle(table, query))
                .clientPipe(pipe -> {
                    faulty.set(new FaultyPipe(pipe));
                    fault.on(faulty.get());
                    return faulty.get();
                })
                .start()) {
            var answers = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i <= SMALL_ONES; i++) {
                answers.add(pair.client.session.queryAsync(payload(i), NEVER));
            }
            for (int i = 0; i <= SMALL_ONES; i++) {
                note(table, i, answers.get(i), when);
            }
        }
        table.assertTrue(when, counts);
        return faulty.get();
    }

    private static byte[] handle(OutcomeTable table, byte[] query) {
        var id = new String(query, 0, 1, StandardCharsets.US_ASCII);
        table.executes(id);
        if (id.equals(String.valueOf(THROWS))) {
            throw new IllegalStateException("as it was told to");
        }
        return query;
    }

    private static byte[] payload(int id) {
        return Arrays.copyOf(bytes(String.valueOf(id)), id < SMALL_ONES ? 1 + id : LARGE);
    }

    private static void note(OutcomeTable table, int id, CompletableFuture<byte[]> answer, String when)
            throws Exception {
        try {
            assertThat(answer.get(20, TimeUnit.SECONDS)).as(when).isEqualTo(payload(id));
            table.isAnswered(String.valueOf(id));
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as(when).isInstanceOf(IpcException.class);
            table.fails(String.valueOf(id), (IpcException) e.getCause());
        }
    }
}
