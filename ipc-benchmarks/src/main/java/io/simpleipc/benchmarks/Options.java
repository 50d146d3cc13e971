package io.simpleipc.benchmarks;

import io.simpleipc.benchmarks.peers.Peers;
import io.simpleipc.measure.Effort;
import io.simpleipc.measure.Workloads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for. An empty list means everything.
 *
 * @param effort how long to measure
 * @param only names of workloads
 * @param places names of placements
 * @param transports {@code unix} or {@code tcp}
 * @param subjects labels of ours and of bare sockets
 * @param peers labels of what to compare with
 * @param results where to write
 * @param document whose marked part is to be replaced by the tables, if any
 */
record Options(
        Effort effort,
        List<String> only,
        List<String> places,
        List<String> transports,
        List<String> subjects,
        List<String> peers,
        Path results,
        @Nullable Path document) {
    static final String USAGE = String.join(
            "\n",
            "usage: ipc-benchmarks/run [--quick] [--only WORKLOAD,...] [--place same,cross,free]",
            "                          [--transport unix,tcp] [--subject LABEL,...] [--results DIRECTORY]",
            "                          [--document FILE] [PEER...]",
            "",
            "A full run takes about an hour, a quick one a quarter of that; single workloads take seconds.",
            "",
            "  workloads: "
                    + String.join(
                            " ",
                            Workloads.all().stream()
                                    .map(workload -> workload.name())
                                    .toList()),
            "  labels:    ours ours-spin ours+aes ours+tls raw hybrid raw-tls",
            "  peers:     " + String.join(" ", Peers.LABELS) + "; without any, all; none for none");

    private static final String NONE = "none";
    static final List<String> TRANSPORTS = List.of("unix", "tcp");
    private static final Set<String> PLACES = Set.of("same", "cross", "free");

    /** A command line that makes no sense; the message says why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    static Options parse(List<String> words) throws Refused {
        var effort = Effort.FULL;
        var only = List.<String>of();
        var places = List.<String>of();
        var transports = List.<String>of();
        var subjects = List.<String>of();
        var peers = new ArrayList<String>();
        var results = Path.of("results");
        Path document = null;
        for (var rest = words.iterator(); rest.hasNext(); ) {
            var word = rest.next();
            switch (word) {
                case "--quick" -> effort = Effort.QUICK;
                case "--only" -> only = workloads(values(word, rest));
                case "--place" -> places = among(PLACES, values(word, rest), "placement");
                case "--transport" -> transports = among(Set.copyOf(TRANSPORTS), values(word, rest), "transport");
                case "--subject" -> subjects = values(word, rest);
                case "--document" -> document = Path.of(value(word, rest));
                case "--results" -> results = Path.of(value(word, rest));
                default -> peers.add(peer(word));
            }
        }
        if (peers.isEmpty()) {
            peers.addAll(Peers.LABELS);
        }
        peers.remove(NONE);
        return new Options(effort, only, places, transports, subjects, peers, results, document);
    }

    boolean wantsWorkload(String name) {
        return only.isEmpty() || only.contains(name);
    }

    boolean wantsSubject(String label) {
        return subjects.isEmpty() || subjects.contains(label);
    }

    private static String peer(String word) throws Refused {
        if (!word.equals(NONE) && !Peers.LABELS.contains(word)) {
            throw new Refused("what is \"" + word + "\"? Peers are " + Peers.LABELS);
        }
        return word;
    }

    private static List<String> workloads(List<String> names) throws Refused {
        for (var name : names) {
            try {
                Workloads.named(name);
            } catch (IllegalArgumentException e) {
                throw new Refused(String.valueOf(e.getMessage()));
            }
        }
        return names;
    }

    private static List<String> among(Set<String> known, List<String> names, String what) throws Refused {
        for (var name : names) {
            if (!known.contains(name)) {
                throw new Refused("no " + what + " \"" + name + "\"");
            }
        }
        return names;
    }

    private static List<String> values(String option, Iterator<String> rest) throws Refused {
        var values = new ArrayList<String>();
        for (var value : value(option, rest).split(",")) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }

    private static String value(String option, Iterator<String> rest) throws Refused {
        if (!rest.hasNext()) {
            throw new Refused(option + " wants a value");
        }
        return rest.next();
    }
}
