package io.simpleipc.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Refusal;
import io.simpleipc.Spec;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters say what the snapshot says, under their names and tags. */
@Timeout(60)
final class ConnectionMetricsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Spec spec = Spec.of("memory", UUID.randomUUID().toString(), "test secret");
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Connection server = Connection.builder(spec)
            .onQuery(text -> {
                if (text.equals("fail")) {
                    throw new IllegalStateException("as asked");
                }
                return text;
            })
            .build();
    private final Connection client = Connection.of(spec, text -> text);

    @AfterEach
    void close() {
        client.close();
        server.close();
        registry.close();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    @Test
    void eachMeterFollowsTheConnection() {
        new ConnectionMetrics(client, "orders").bindTo(registry);
        new ConnectionMetrics(server, "server", Tags.of("zone", "here")).bindTo(registry);
        assertThat(gauge("ipc.connected", "connection", "orders")).isZero();
        assertThat(registry.get("ipc.queries.roundtrip")
                        .tags("connection", "orders", "stat", "mean")
                        .timeGauge()
                        .value())
                .isNaN();
        assertThatThrownBy(() -> client.query("nobody there")).isInstanceOf(IpcException.class);

        server.connect(SOON);
        client.connect(SOON);
        assertThat(server.awaitConnected(SOON)).isTrue();
        for (int i = 0; i < 5; i++) {
            client.query("asked");
        }
        assertThatThrownBy(() -> client.query("fail")).isInstanceOf(IpcException.class);
        client.send("note");
        try (var stranger =
                Connection.of(spec.toBuilder().secret("another secret").build(), text -> text)) {
            assertThatThrownBy(() -> stranger.connect(SOON)).isInstanceOf(IpcException.class);
        }

        assertThat(gauge("ipc.connected", "connection", "orders")).isEqualTo(1);
        assertThat(counter("ipc.queries", "connection", "orders", "outcome", "answered"))
                .isEqualTo(5);
        assertThat(counter("ipc.queries", "connection", "orders", "outcome", "executed"))
                .isEqualTo(1);
        assertThat(counter("ipc.queries", "connection", "orders", "outcome", "not_executed"))
                .isZero();
        assertThat(counter("ipc.queries", "connection", "orders", "outcome", "unknown"))
                .isZero();
        assertThat(counter("ipc.queries", "connection", "orders", "outcome", "not_sent"))
                .isEqualTo(1);
        assertThat(gauge("ipc.queries.active", "connection", "orders")).isZero();
        assertThat(counter("ipc.inquiries", "zone", "here", "outcome", "answered"))
                .isEqualTo(5);
        assertThat(counter("ipc.inquiries", "zone", "here", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(gauge("ipc.inquiries.active", "zone", "here")).isZero();
        assertThat(counter("ipc.messages", "connection", "orders", "direction", "sent"))
                .isEqualTo(1);
        assertThat(counter("ipc.messages", "connection", "orders", "direction", "received"))
                .isZero();
        assertThat(counter("ipc.reconnects", "connection", "orders")).isZero();
        assertThat(counter("ipc.promotions", "connection", "orders")).isZero();
        assertThat(counter("ipc.refusals", "zone", "here", "reason", "wrong_secret"))
                .isEqualTo(1);
        assertThat(registry.find("ipc.refusals").tags("zone", "here").meters()).hasSize(Refusal.values().length);
        var mean = registry.get("ipc.queries.roundtrip")
                .tags("connection", "orders", "stat", "mean")
                .timeGauge();
        var max = registry.get("ipc.queries.roundtrip")
                .tags("connection", "orders", "stat", "max")
                .timeGauge();
        assertThat(mean.value(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(max.value(TimeUnit.NANOSECONDS)).isGreaterThanOrEqualTo(mean.value(TimeUnit.NANOSECONDS));

        server.close();
        assertThat(gauge("ipc.connected", "connection", "server")).isZero();
        assertThat(counter("ipc.inquiries", "zone", "here", "outcome", "answered"))
                .isEqualTo(5);
    }

    @Test
    void namesAndTagsAreWhatRegistriesExpect() {
        new ConnectionMetrics(client, "orders").bindTo(registry);

        assertThat(registry.getMeters()).extracting(Meter::getId).allSatisfy(id -> {
            assertThat(id.getName()).matches("ipc(\\.[a-z]+)+");
            assertThat(id.getDescription()).isNotBlank();
            assertThat(id.getTag("connection")).isEqualTo("orders");
            assertThat(id.getTags()).allSatisfy(tag -> assertThat(tag.getKey()).matches("[a-z]+"));
        });
    }
}
