package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another connection of a worker, which goes on talking with its own peer whatever happens to the first. The command's
 * arguments: {@code start, document} or {@code look}.
 */
final class Neighbour {
    private static final long PAUSE_MILLIS = 5;

    private static volatile Neighbour only;

    private final Connection connection;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile Tally tally = new Tally();

    private Neighbour(Spec spec) {
        connection = Connection.builder(spec)
                .onQuery(query -> query)
                .listener(new ConnectionListener() {
                    @Override
                    public void disconnected(IpcException cause) {
                        lost.incrementAndGet();
                    }
                })
                .build();
    }

    static List<String> obey(List<String> args) {
        return switch (args.get(0)) {
            case "start" -> start(Spec.parse(args.get(1)));
            case "look" -> only.look();
            default -> throw new IllegalArgumentException("unknown to a neighbour: " + args);
        };
    }

    /** Connects, and asks for ever once there is a peer. Returns the role. */
    private static List<String> start(Spec spec) {
        var neighbour = new Neighbour(spec);
        only = neighbour;
        neighbour.connection.connect();
        var thread = new Thread(neighbour::talk, "neighbour");
        thread.setDaemon(true);
        thread.start();
        return List.of(String.valueOf(neighbour.connection.role()));
    }

    private void talk() {
        try {
            for (int i = 0; ; i++) {
                if (connection.isConnected()) {
                    ask("question " + i);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // a quiet neighbour, not a load
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    private void ask(String question) {
        long start = System.nanoTime();
        try {
            tally.check(connection.query(question).equals(question), "an answer to something else");
            tally.took(System.nanoTime() - start);
        } catch (IpcException e) {
            tally.wrong("a query", e);
        }
    }

    /** What its queries came to since the last look, and how often its link was lost in all. */
    private List<String> look() {
        var until = tally;
        tally = new Tally();
        var report = new ArrayList<>(until.fields());
        report.add("lost=" + lost);
        return report;
    }
}
