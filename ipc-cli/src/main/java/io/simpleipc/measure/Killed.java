package io.simpleipc.measure;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The peer is killed by the signal that nobody can catch, while it has queries to answer. From then on the clock runs:
 * until these have failed, until the survivor listens, until it has an answer from a newcomer. That one is a process that
 * has been started before and connects when the survivor is ready for it, for the first time in its life.
 *
 * @param server which end is killed
 */
record Killed(boolean server) implements Workload {
    private static final long LIMIT_SECONDS = 20;

    @Override
    public String name() {
        return server ? "kill-server" : "kill-client";
    }

    @Override
    public String title() {
        return "the " + (server ? "server" : "client") + " is killed with queries under way";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN);
    }

    @Override
    public List<Figure> columns() {
        return Columns.MOMENTS;
    }

    @Override
    public List<Row> measure(Stage stage) throws Exception {
        var rows = new ArrayList<Row>();
        for (var subject : stage.subjects()) {
            if (subject instanceof Ours ours) {
                rows.addAll(rows(ours, stage));
            }
        }
        return rows;
    }

    private List<Row> rows(Ours ours, Stage stage) throws Exception {
        var failed = Tally.histogram();
        var listens = Tally.histogram();
        var answered = Tally.histogram();
        for (int round = 0; round < stage.effort().rounds(); round++) {
            var place = stage.place().within(ours.label() + "-" + round);
            var moments = play(ours, place);
            moments.failed.forEach(failed::recordValue);
            if (server) {
                listens.recordValue(moments.listens);
            }
            answered.recordValue(moments.answered);
        }
        var rows = new ArrayList<Row>();
        rows.add(Row.of(ours.label() + ", query fails", failed));
        if (server) {
            rows.add(Row.of(ours.label() + ", listens", listens));
        }
        rows.add(Row.of(ours.label() + ", new peer", answered));
        return rows;
    }

    /** Nanoseconds since the peer was killed. */
    private record Moments(List<Long> failed, long listens, long answered) {}

    private Moments play(Ours ours, Place place) throws Exception {
        if (!place.isUnix()) {
            place.pickPort(ours.label());
        }
        var survivor = new Survivor();
        try (var peer = standby(ours, place);
                var newcomer = standby(ours, place);
                var connection = ours.build(place, survivor)) {
            if (server) {
                connect(peer);
                connection.connect();
            } else {
                connection.connect();
                connect(peer);
            }
            get(survivor.joined);
            for (int i = 0; i < 1_000; i++) {
                connection.query(new byte[SMALL]);
            }
            return kill(peer, newcomer, connection, survivor);
        }
    }

    private Moments kill(Child peer, Child newcomer, Connection connection, Survivor survivor) throws Exception {
        var order = new byte[SMALL];
        order[0] = Answers.HANG;
        var sent = CompletableFuture.supplyAsync(() -> failureOf(() -> connection.query(order)));
        var sentAsync = connection.queryAsync(order).handle((answer, problem) -> System.nanoTime());
        // The peer is at work on both once it has answered what was sent after them.
        connection.query(new byte[SMALL]);
        survivor.expectAgain();
        long start = System.nanoTime();
        peer.kill();
        var failed = List.of(get(sent) - start, get(sentAsync) - start);
        long listens = server ? get(survivor.listening) - start : 0;
        newcomer.tell(Standby.CONNECT);
        get(survivor.joined);
        connection.query(new byte[SMALL]);
        return new Moments(failed, listens, System.nanoTime() - start);
    }

    private static Child standby(Ours ours, Place place) throws Exception {
        var child = Child.start(
                List.of(),
                List.of(),
                Standby.class,
                place.secret(),
                ours.label(),
                place.transport(),
                place.directory().toString());
        child.expect(Standby.WAITING);
        return child;
    }

    private static void connect(Child child) throws Exception {
        child.tell(Standby.CONNECT);
        child.expect(Standby.CONNECTED);
    }

    private static long failureOf(Runnable query) {
        try {
            query.run();
        } catch (IpcException e) {
            return System.nanoTime();
        }
        throw new IllegalStateException("a query that nobody could answer was answered");
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Hears what happens to the one that is left, and when. */
    private static final class Survivor implements ConnectionListener {
        volatile CompletableFuture<Long> listening = new CompletableFuture<>();
        volatile CompletableFuture<Long> joined = new CompletableFuture<>();

        void expectAgain() {
            listening = new CompletableFuture<>();
            joined = new CompletableFuture<>();
        }

        @Override
        public void listening() {
            listening.complete(System.nanoTime());
        }

        @Override
        public void connected(Peer peer) {
            joined.complete(System.nanoTime());
        }
    }
}
