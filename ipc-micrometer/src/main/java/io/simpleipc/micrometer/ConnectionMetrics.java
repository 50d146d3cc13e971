package io.simpleipc.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.simpleipc.Connection;
import io.simpleipc.ConnectionSnapshot;
import io.simpleipc.ConnectionState;
import io.simpleipc.Outcome;
import io.simpleipc.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What a connection does and has done, as meters. Each reads {@link Connection#snapshot()} when the registry asks for it;
 * queries cost nothing more for being measured. The registry does not keep the connection alive: whoever made it holds
 * it.
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>kind</th><th>tags</th><th>counts</th></tr>
 * <tr><td>{@code ipc.connected}</td><td>gauge</td><td></td><td>1 while a peer is joined, else 0</td></tr>
 * <tr><td>{@code ipc.queries}</td><td>counter</td><td>{@code outcome}: {@code answered}, {@code not_executed}, {@code
 * executed}, {@code unknown}, {@code not_sent}</td><td>own queries that are over</td></tr>
 * <tr><td>{@code ipc.queries.active}</td><td>gauge</td><td></td><td>own queries in flight</td></tr>
 * <tr><td>{@code ipc.queries.roundtrip}</td><td>gauge, time</td><td>{@code stat}: {@code mean}, {@code max}</td><td>of the
 * last 64 answers</td></tr>
 * <tr><td>{@code ipc.inquiries}</td><td>counter</td><td>{@code outcome}: {@code answered}, {@code failed}</td><td>the
 * peer's queries that are over</td></tr>
 * <tr><td>{@code ipc.inquiries.active}</td><td>gauge</td><td></td><td>the peer's queries in flight</td></tr>
 * <tr><td>{@code ipc.messages}</td><td>counter</td><td>{@code direction}: {@code sent}, {@code received}</td><td>one-way
 * messages</td></tr>
 * <tr><td>{@code ipc.reconnects}</td><td>counter</td><td></td><td>peers that joined, but for the first</td></tr>
 * <tr><td>{@code ipc.promotions}</td><td>counter</td><td></td><td>client to server</td></tr>
 * <tr><td>{@code ipc.refusals}</td><td>counter</td><td>{@code reason}: those of {@link Refusal}, in small letters</td>
 * <td>who knocked and was not let in</td></tr>
 * </table>
 *
 * <p>Each meter also has the tag {@code connection} with the name given here, and the tags that are given. Thread-safe.
 */
public final class ConnectionMetrics implements MeterBinder {
    private final Connection connection;
    private final Tags tags;

    /**
     * Meters of a connection.
     *
     * @param connection to be watched, in any state
     * @param name tells it from other connections of the process: value of the tag {@code connection}
     */
    public ConnectionMetrics(Connection connection, String name) {
        this(connection, name, List.of());
    }

    /**
     * Meters of a connection, with more tags.
     *
     * @param connection to be watched, in any state
     * @param name tells it from other connections of the process: value of the tag {@code connection}
     * @param tags for each of the meters
     */
    public ConnectionMetrics(Connection connection, String name, Iterable<Tag> tags) {
        this.connection = requireNonNull(connection, "connection");
        this.tags = Tags.of(tags).and("connection", requireNonNull(name, "name"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "ipc.connected", "1 while a peer is joined", ConnectionMetrics::connected);
        bindQueries(registry);
        bindInquiries(registry);
        var messages = new Counters(registry, "ipc.messages", "One-way messages", "messages");
        messages.of("direction", "sent", s -> s.messages().sent());
        messages.of("direction", "received", s -> s.messages().received());
        new Counters(registry, "ipc.reconnects", "Peers that joined, but for the first", "joins")
                .of(s -> s.links().reconnects());
        new Counters(registry, "ipc.promotions", "Times that this process became server from client", "promotions")
                .of(s -> s.links().promotions());
        var refusals = new Counters(registry, "ipc.refusals", "Processes that were not let in", "processes");
        for (var reason : Refusal.values()) {
            refusals.of("reason", lower(reason), s -> count(s.links().refusals(), reason));
        }
    }

    private void bindQueries(MeterRegistry registry) {
        var queries = new Counters(registry, "ipc.queries", "Queries of this side that are over", "queries");
        queries.of("outcome", "answered", s -> s.queries().answered());
        for (var outcome : Outcome.values()) {
            queries.of("outcome", lower(outcome), s -> count(s.queries().failed(), outcome));
        }
        queries.of("outcome", "not_sent", s -> s.queries().notSent());
        gauge(
                registry,
                "ipc.queries.active",
                "Queries of this side in flight",
                s -> s.queries().inFlight());
        roundTrip(
                registry,
                "mean",
                times -> times.stream().mapToLong(Duration::toNanos).average().orElse(Double.NaN));
        roundTrip(
                registry,
                "max",
                times -> times.stream().mapToDouble(Duration::toNanos).max().orElse(Double.NaN));
    }

    private void bindInquiries(MeterRegistry registry) {
        var inquiries = new Counters(registry, "ipc.inquiries", "Queries of the peer that are over", "queries");
        inquiries.of("outcome", "answered", s -> s.inquiries().answered());
        inquiries.of("outcome", "failed", s -> s.inquiries().failed());
        gauge(
                registry,
                "ipc.inquiries.active",
                "Queries of the peer in flight",
                s -> s.inquiries().inFlight());
    }

    private static double connected(ConnectionSnapshot snapshot) {
        return snapshot.state() == ConnectionState.CONNECTED ? 1 : 0;
    }

    private static <K> long count(Map<K, Long> counts, K key) {
        return requireNonNull(counts.get(key), "each key is there");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void gauge(MeterRegistry registry, String name, String text, ToDoubleFunction<ConnectionSnapshot> value) {
        Gauge.builder(name, connection, c -> value.applyAsDouble(c.snapshot()))
                .description(text)
                .tags(tags)
                .register(registry);
    }

    private void roundTrip(MeterRegistry registry, String stat, ToDoubleFunction<List<Duration>> nanos) {
        TimeGauge.builder(
                        "ipc.queries.roundtrip",
                        connection,
                        TimeUnit.NANOSECONDS,
                        c -> nanos.applyAsDouble(c.snapshot().roundTrips()))
                .description("How long the last answers took")
                .tags(tags.and("stat", stat))
                .register(registry);
    }

    /** Counters of one name. */
    private final class Counters {
        private final MeterRegistry registry;
        private final String name;
        private final String text;
        private final String unit;

        Counters(MeterRegistry registry, String name, String text, String unit) {
            this.registry = registry;
            this.name = name;
            this.text = text;
            this.unit = unit;
        }

        void of(String key, String value, ToLongFunction<ConnectionSnapshot> count) {
            register(tags.and(key, value), count);
        }

        void of(ToLongFunction<ConnectionSnapshot> count) {
            register(tags, count);
        }

        private void register(Tags all, ToLongFunction<ConnectionSnapshot> count) {
            FunctionCounter.builder(name, connection, c -> count.applyAsLong(c.snapshot()))
                    .description(text)
                    .baseUnit(unit)
                    .tags(all)
                    .register(registry);
        }
    }
}
