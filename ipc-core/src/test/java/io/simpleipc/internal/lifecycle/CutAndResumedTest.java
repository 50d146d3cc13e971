package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.IpcException;
import io.simpleipc.Reconnect;
import io.simpleipc.internal.session.OutcomeTable;
import io.simpleipc.testkit.FaultyPipe;
import io.simpleipc.testkit.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten queries of each side over a link that is cut after each byte, of one pair of connections that joins again and again:
 * nobody is told that an outcome is unknown, and what is told is true.
 */
@Timeout(300)
final class CutAndResumedTest {
    private static final Duration LONG = Duration.ofMinutes(5); // only the cut decides
    private static final int SMALL_ONES = 9;
    private static final int THROWS = 3;
    private static final int LARGE = 40_000;
    private static final int SMALL_BYTES = 500; // about what all but the large one take, rather too many
    private static final int STEP = 997;

    private final MemoryTransport transport = new MemoryTransport();
    private final AtomicReference<OutcomeTable> table = new AtomicReference<>(new OutcomeTable());
    private final Map<String, Integer> counts = OutcomeTable.counts();
    private final Site server = site();
    private final Site client = site();

    @AfterEach
    void closeBoth() {
        client.close();
        server.close();
    }

    @Test
    void onTheWayThere() throws Exception {
        cutEverywhere("written by the client", FaultyPipe::bytesWritten, FaultyPipe::cutWritesAfter);
        assertThat(counts).containsKey("NOT_EXECUTED");
    }

    @Test
    void onTheWayBack() throws Exception {
        cutEverywhere("read by the client", FaultyPipe::bytesRead, FaultyPipe::cutReadsAfter);
    }

    private void cutEverywhere(String what, ToLongFunction<FaultyPipe> passed, BiConsumer<FaultyPipe, Long> cut)
            throws Exception {
        server.tunnel.connect(LONG);
        client.tunnel.connect(LONG);
        int cuts = 0;
        for (int at = 0; at < 2 * LARGE; at += at < SMALL_BYTES ? 1 : STEP) {
            assertThat(client.tunnel.awaitConnected(LONG)).isTrue();
            assertThat(server.tunnel.awaitConnected(LONG)).isTrue();
            var pipe = client.endpoint.dialled.get(client.endpoint.dialled.size() - 1);
            cut.accept(pipe, passed.applyAsLong(pipe) + at);
            talk("cut after " + at + " more bytes " + what);
            pipe.close();
            cuts++;
        }
        System.out.println("[fault 26] " + cuts + " cuts of what was " + what + ", joined again: " + counts);
        assertThat(counts).containsKeys("answered", "EXECUTED").doesNotContainKey("UNKNOWN");
    }

    private void talk(String when) throws Exception {
        var present = new OutcomeTable();
        table.set(present);
        var answers = new ArrayList<CompletableFuture<String>>();
        var texts = new ArrayList<String>();
        for (var asker : List.of(client, server)) {
            for (int i = 0; i <= SMALL_ONES; i++) {
                var text = i + (asker == client ? "c" : "s") + "x".repeat(i < SMALL_ONES ? i : LARGE);
                texts.add(text);
                answers.add(asker.tunnel.queryAsync(text, LONG));
            }
        }
        for (int i = 0; i < texts.size(); i++) {
            note(present, texts.get(i), answers.get(i), when);
        }
        present.assertTrue(when, counts);
    }

    private static void note(OutcomeTable table, String text, CompletableFuture<String> answer, String when)
            throws Exception {
        var id = text.substring(0, 2);
        try {
            assertThat(answer.get(20, TimeUnit.SECONDS)).as(when).isEqualTo(text);
            table.isAnswered(id);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as(when).isInstanceOf(IpcException.class);
            table.fails(id, (IpcException) e.getCause());
        }
    }

    private Site site() {
        return new Site.Plan(transport, "cut and resumed")
                .spec(spec -> spec.queryTimeout(Duration.ofSeconds(30))
                        .reconnect(new Reconnect(true, 0, Duration.ofMillis(1))))
                .onQuery(text -> {
                    var id = text.substring(0, 2);
                    table.get().executes(id);
                    if (id.startsWith(String.valueOf(THROWS))) {
                        throw new IllegalStateException("as it was told to");
                    }
                    return text;
                })
                .build();
    }
}
