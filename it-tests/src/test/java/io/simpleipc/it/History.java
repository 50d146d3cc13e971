package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what callers were told of their queries against what was executed. Answered, or failed in the handler: executed
 * once. Not executed: never. Unknown: at most once. Each query has one outcome, unless its caller was killed. And of the
 * processes at an address one at most has listened at any time, and two at most were joined ({@link Attendance}).
 */
final class History {
    private static final int MOST_LIES_SHOWN = 10;

    private final Map<String, Integer> executions = new HashMap<>();
    private final Map<String, String> outcomes = new HashMap<>();
    private final Set<String> killedCallers = new HashSet<>();
    private final Attendance attendance = new Attendance();
    private final List<String> lies = new ArrayList<>();

    /** What a {@link LedgerBook} says, one id a line. */
    History executed(List<String> book) {
        book.forEach(id -> executions.merge(id, 1, Integer::sum));
        return this;
    }

    History executed(Path book) throws IOException {
        return executed(Files.readAllLines(book));
    }

    /** What a {@link Ledger} says of the queries that it started. */
    History told(List<String> ledger, long started) {
        read(ledger);
        if (ledger.size() != started) {
            lies.add("of " + started + " queries " + ledger.size() + " have ended");
        }
        return this;
    }

    History told(Path ledger, List<String> report) throws IOException {
        return told(Files.readAllLines(ledger), Reply.number(report, "started"));
    }

    /** The same of a caller that did not live to see the end of all; what it was not told counts as unknown. */
    History toldUntilKilled(Path ledger) throws IOException {
        killedCallers.add(String.valueOf(ledger.getFileName()));
        read(Files.readAllLines(ledger));
        return this;
    }

    /** What processes have said of their roles at an address, until now; they have come to rest, or are dead. */
    History attended(Collection<WorkerJvm> workers) {
        workers.forEach(worker -> attendance.add(worker.pid(), worker.moments()));
        return this;
    }

    private void read(List<String> ledger) {
        for (var line : ledger) {
            int blank = line.indexOf(' ');
            var former = outcomes.put(line.substring(0, blank), line.substring(blank + 1));
            if (former != null) {
                lies.add(line + ", and before that " + former);
            }
        }
    }

    /** Everything that is not as it was told. */
    List<String> lies() {
        var all = new ArrayList<>(lies);
        outcomes.forEach((id, outcome) -> {
            int times = executions.getOrDefault(id, 0);
            if (!isTrue(outcome, times)) {
                all.add(id + " " + outcome + ", executed " + times + " times");
            }
        });
        executions.forEach((id, times) -> {
            boolean killed = killedCallers.contains(id.substring(0, id.lastIndexOf('-')));
            if (!outcomes.containsKey(id) && (!killed || times > 1)) {
                all.add(id + " without an outcome, executed " + times + " times");
            }
        });
        all.addAll(attendance.lies());
        return all;
    }

    private static boolean isTrue(String outcome, int times) {
        return switch (outcome) {
            case Ledger.ANSWERED, "EXECUTED" -> times == 1;
            case "NOT_EXECUTED" -> times == 0;
            case "UNKNOWN" -> times <= 1;
            default -> false;
        };
    }

    History judge() {
        var all = lies();
        assertThat(all.subList(0, Math.min(all.size(), MOST_LIES_SHOWN)))
                .as("%d that are not true, of %s", all.size(), this)
                .isEmpty();
        return this;
    }

    long count(String outcome) {
        return outcomes.values().stream().filter(outcome::equals).count();
    }

    int queries() {
        return outcomes.size();
    }

    Attendance attendance() {
        return attendance;
    }

    @Override
    public String toString() {
        var counts = new TreeMap<String, Integer>();
        outcomes.values().forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        long unknown = outcomes.entrySet().stream()
                .filter(query -> query.getValue().equals("UNKNOWN") && executions.containsKey(query.getKey()))
                .count();
        return outcomes.size() + " queries " + counts + ", " + unknown + " of the unknown ones were executed";
    }
}
