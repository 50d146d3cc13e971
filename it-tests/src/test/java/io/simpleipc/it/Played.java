package io.simpleipc.it;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a test, or all tests of a class over the same transports, have played.
 *
 * @param rounds how many of what was repeated
 * @param wrong how many tests failed; each stops at the first wrong round
 */
record Played(
        String testClass,
        String transports,
        Map<String, Long> rounds,
        long started,
        long killed,
        long wrong,
        Set<Long> seeds) {
    private static final String ROW = "%-20s %-14s %-28s %9s %7s %6s  %s%n";

    /** One line, whatever it says. */
    String toLine() {
        return Lines.join(List.of(
                testClass,
                transports,
                joined(rounds),
                String.valueOf(started),
                String.valueOf(killed),
                String.valueOf(wrong),
                joined(seeds)));
    }

    static Played ofLine(String line) {
        var fields = Lines.split(line);
        var rounds = new TreeMap<String, Long>();
        words(fields.get(2)).forEach(word -> {
            int equals = word.indexOf('=');
            rounds.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
        });
        return new Played(
                fields.get(0),
                fields.get(1),
                rounds,
                Long.parseLong(fields.get(3)),
                Long.parseLong(fields.get(4)),
                Long.parseLong(fields.get(5)),
                words(fields.get(6)).stream().map(Long::valueOf).collect(Collectors.toSet()));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" "));
    }

    private static String joined(Map<String, Long> rounds) {
        return joined(rounds.entrySet()); // an entry's text is what=count
    }

    private static String joined(Collection<?> parts) {
        return parts.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private Played plus(Played more) {
        var allRounds = new TreeMap<>(rounds);
        more.rounds.forEach((what, count) -> allRounds.merge(what, count, Long::sum));
        var allSeeds = new TreeSet<>(seeds);
        allSeeds.addAll(more.seeds);
        return new Played(
                testClass,
                transports,
                allRounds,
                started + more.started,
                killed + more.killed,
                wrong + more.wrong,
                allSeeds);
    }

    /** A row for each class and transport, and the sum of all. */
    static String table(List<Played> tests) {
        var rows = new TreeMap<String, Played>();
        tests.forEach(test -> rows.merge(test.testClass + " " + test.transports, test, Played::plus));
        var text = new StringBuilder("[all tests between JVMs]\n");
        text.append(String.format(ROW, "class", "transport", "rounds", "processes", "killed", "wrong", "seeds"));
        rows.values().forEach(text::append);
        var none = new Played(tests.size() + " tests", "", Map.of(), 0, 0, 0, Set.of());
        var all = rows.values().stream().reduce(none, Played::plus);
        return text.append(new Played(all.testClass, "", Map.of(), all.started, all.killed, all.wrong, Set.of()))
                .toString();
    }

    /** A row of the table. */
    @Override
    public String toString() {
        return String.format(
                ROW,
                testClass,
                transports,
                joined(rounds).replace(" ", ", ").replace('=', ' '),
                started,
                killed,
                wrong,
                joined(new TreeSet<>(seeds)));
    }
}
