package io.simpleipc.benchmarks;

import io.simpleipc.benchmarks.peers.Peers;
import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Pair;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Subject;
import io.simpleipc.measure.Workload;
import io.simpleipc.measure.Workloads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures what the command line names, prints the table, and writes the results. */
public final class Main {
    private final Options options;
    private final Plan plan;
    private final Results results;
    private final Table table = new Table(System.out);
    private final List<Subject> peers;

    private Main(Options options) {
        this.options = options;
        this.plan = new Plan(options);
        this.results = new Results(Machine.ofThisProcess(), options.effort());
        this.peers = Peers.of(options.peers());
    }

    /**
     * Runs the benchmarks.
     *
     * @param arguments see {@link Options}
     * @throws Exception if a measurement fails
     */
    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        try {
            new Main(Options.parse(List.of(arguments))).run();
        } catch (Options.Refused e) {
            System.err.println("ipc-benchmarks/run: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
        }
    }

    private void run() throws IOException, InterruptedException {
        table.start(results);
        for (var workload : Workloads.all()) {
            for (var transport : Options.TRANSPORTS) {
                for (var placement : Placement.available()) {
                    if (plan.wants(workload, transport, placement)) {
                        measure(workload, transport, placement);
                    }
                }
            }
        }
        table.show(results.verdicts());
        System.out.println();
        for (var file : results.write(options.results())) {
            System.out.println("written to " + file);
        }
        if (options.document() != null) {
            MarkdownPage.writeInto(options.document(), results);
            System.out.println("written into " + options.document());
        }
    }

    private void measure(Workload workload, String transport, Placement placement)
            throws IOException, InterruptedException {
        var subjects = workload.subjects().stream()
                .filter(subject -> subject.goesOver(transport) && options.wantsSubject(subject.label()))
                .toList();
        if (!subjects.isEmpty()) {
            add(measured(workload, subjects, transport, placement));
        }
        for (var peer : peers) {
            if (plan.wantsPeer(workload, peer, transport, placement)) {
                measurePeer(workload, peer, transport, placement);
            }
        }
    }

    /** In two JVMs of its own with ours and a bare socket beside it: peers disturb nobody but these. */
    private void measurePeer(Workload workload, Subject peer, String transport, Placement placement)
            throws InterruptedException {
        try {
            var lineUp = workload.subjects().stream()
                    .filter(subject -> List.of("ours", "raw").contains(subject.label()))
                    .toList();
            var subjects = new ArrayList<>(lineUp);
            subjects.add(peer);
            var cell = measured(workload, subjects, transport, placement);
            var rows = cell.rows().stream()
                    .filter(row -> row.subject().equals(peer.label()))
                    .toList();
            add(new Cell(workload, transport, placement, rows));
        } catch (IOException e) {
            System.out.println("  " + peer.label() + " failed: " + e.getMessage());
        }
    }

    private Cell measured(Workload workload, List<Subject> subjects, String transport, Placement placement)
            throws IOException, InterruptedException {
        return Pair.measure(List.of(workload), subjects, transport, placement, options.effort(), done -> {})
                .get(0);
    }

    private void add(Cell cell) {
        results.add(cell);
        table.show(cell);
    }
}
