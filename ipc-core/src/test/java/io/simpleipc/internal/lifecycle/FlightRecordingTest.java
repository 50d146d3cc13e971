package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.simpleipc.IpcException;
import io.simpleipc.Outcome;
import io.simpleipc.Refusal;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Role;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder gets to know: what happened, and neither payload nor secret. */
@Timeout(60)
final class FlightRecordingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MARKER = "MARKER-0f3c";
    private static final List<String> NAMES =
            List.of("io.simpleipc.Query", "io.simpleipc.Reconnect", "io.simpleipc.Promotion", "io.simpleipc.Refusal");

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    private Site site(Consumer<Site.Plan> change) {
        var plan = new Site.Plan(transport, "flight");
        plan.spec(spec -> spec.secret("secret " + MARKER));
        change.accept(plan);
        var site = plan.build();
        sites.add(site);
        return site;
    }

    private Site connected(Consumer<Site.Plan> change) {
        var site = site(change);
        site.tunnel.connect(SOON);
        return site;
    }

    /** An event that a recording does not name is on. */
    private static Recording recording(String... names) {
        var recording = new Recording();
        NAMES.forEach(recording::disable);
        for (var name : names) {
            recording.enable(name).withoutThreshold();
        }
        recording.start();
        return recording;
    }

    /** Nothing happens any more, so all there is was committed. */
    private List<RecordedEvent> end(Recording recording) throws IOException {
        closeAll();
        recording.stop();
        var file = folder.resolve("flight.jfr");
        recording.dump(file);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain(MARKER);
        var events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> NAMES.contains(event.getEventType().getName()))
                .toList();
        assertThat(events).allSatisfy(event -> assertThat(event.toString()).doesNotContain(MARKER));
        assertThat(events)
                .allSatisfy(event -> assertThat(event.getString("address")).isEqualTo("memory:flight"));
        return events;
    }

    private static List<RecordedEvent> only(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.simpleipc." + name))
                .toList();
    }

    @Test
    void queriesAreRecordedByOutcomeAndSize() throws Exception {
        try (var recording = recording(NAMES.get(0))) {
            connected(plan -> plan.onQuery(text -> {
                if (text.startsWith("fail")) {
                    throw new IllegalStateException(MARKER);
                }
                return text + text;
            }));
            var client = connected(plan -> {});
            client.tunnel.query(MARKER);
            client.tunnel.queryAsync(MARKER).join();
            assertThatThrownBy(() -> client.tunnel.query("fail " + MARKER)).isInstanceOf(RemoteQueryException.class);
            assertThat(client.tunnel
                            .queryAsync("fail " + MARKER)
                            .handle((a, e) -> e)
                            .join())
                    .isInstanceOf(RemoteQueryException.class);
            var idle = site(plan -> {});
            assertThatThrownBy(() -> idle.tunnel.query("nobody there")).isInstanceOf(IpcException.class);

            var events = end(recording);

            assertThat(events)
                    .extracting(event -> event.getString("outcome") + " " + event.getString("failure") + " "
                            + event.getInt("querySize") + " " + event.getInt("answerSize"))
                    .containsExactlyInAnyOrder(
                            "ANSWERED  11 22",
                            "ANSWERED  11 22",
                            "EXECUTED RemoteQueryException 16 0",
                            "EXECUTED RemoteQueryException 16 0",
                            "NOT_EXECUTED NotConnectedException 12 0");
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.getDuration()).isBetween(Duration.ZERO, SOON));
        }
    }

    @Test
    void reconnectsPromotionsAndRefusalsAreRecorded() throws Exception {
        try (var recording = recording(NAMES.get(1), NAMES.get(2), NAMES.get(3))) {
            var server = connected(plan -> {});
            var client = connected(plan -> {});
            server.heard.next("listening");
            server.heard.next("connected");
            client.heard.next("connected");
            var stranger = site(plan -> plan.spec(spec -> spec.secret("wrong " + MARKER)));
            assertThatThrownBy(() -> stranger.tunnel.connect(SOON)).isInstanceOf(IpcException.class);
            transport.cutAllPipes();
            client.heard.next("disconnected");
            client.heard.next("connected");
            await().atMost(SOON).until(() -> server.tunnel.snapshot().links().reconnects() == 1);
            server.close();
            client.heard.next("disconnected");
            client.heard.next("listening");

            var events = end(recording);

            assertThat(only(events, "Reconnect"))
                    .extracting(event -> event.getString("role"))
                    .containsExactlyInAnyOrder("CLIENT", "SERVER");
            assertThat(only(events, "Reconnect")).allSatisfy(event -> {
                assertThat(event.getLong("peer"))
                        .isEqualTo(ProcessHandle.current().pid());
                assertThat(event.getString("loss")).isEqualTo("ConnectionLostException");
                assertThat(event.getDuration()).isPositive();
            });
            assertThat(only(events, "Promotion")).hasSize(1);
            assertThat(only(events, "Refusal"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getString("reason") + event.getInt("count"))
                            .isEqualTo("WRONG_SECRET1"));
            assertThat(only(events, "Query")).isEmpty();
        }
    }

    @Test
    void queriesAreLeftAloneUnlessSomebodyRecordsThem() throws Exception {
        var recorder = Recorder.at("memory:flight");
        try (var others = recording(NAMES.get(2))) {
            assertThat(recorder.records()).isFalse();
            connected(plan -> {});
            var client = connected(plan -> {});
            client.tunnel.query("not recorded");
            try (var ours = recording(NAMES.get(0))) {
                await().atMost(SOON).until(recorder::records);
                client.tunnel.query("recorded");
                ours.stop();
            }
            await().atMost(SOON).until(() -> !recorder.records());
            client.tunnel.query("not recorded");

            assertThat(only(end(others), "Query"))
                    .as("of that recording's own time only")
                    .hasSizeLessThan(2);
        }
    }

    /** A thousandth of a second is long here, and nobody wants a hundred thousand events a second by default. */
    @Test
    void byDefaultOnlySlowQueriesAreRecorded() throws Exception {
        try (var recording = new Recording()) {
            recording.start();
            connected(plan -> plan.onQuery(text -> {
                if (text.equals("slow")) {
                    Thread.sleep(5); // time is the subject: queries of a millisecond and more are recorded
                }
                return text;
            }));
            var client = connected(plan -> {});
            client.tunnel.query("slow");
            for (int i = 0; i < 100; i++) {
                client.tunnel.query("quick");
            }
            assertThat(only(end(recording), "Query"))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(1)));
        }
    }

    @Test
    void aRuntimeWithoutFlightRecorderRecordsNothing() {
        var recorder = Recorder.at("memory:flight", "no.such.Recorder");

        assertThat(recorder).isSameAs(Recorder.NONE);
        assertThat(recorder.records()).isFalse();
        recorder.promoted();
        recorder.refused(Refusal.BUSY, 1);
        recorder.outage(new IpcException("lost", Outcome.UNKNOWN, null)).over(Role.CLIENT, 1);
        var query = recorder.query(1);
        query.answered(1);
        query.failed(new IllegalStateException());
        assertThat(query).isSameAs(Recorder.QueryRecord.NONE);
    }
}
