package io.simpleipc.benchmarks;

import io.simpleipc.measure.Pair;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Workload;
import io.simpleipc.measure.Workloads;
import java.io.IOException;
import java.util.List;

/** Measures what the command line names, prints the table, and writes the results. */
public final class Main {
    private Main() {}

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
            run(Options.parse(List.of(arguments)));
        } catch (Options.Refused e) {
            System.err.println("ipc-benchmarks/run: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
        }
    }

    private static void run(Options options) throws IOException, InterruptedException {
        var results = new Results(Machine.ofThisProcess(), options.effort());
        var table = new Table(System.out);
        table.start(results);
        for (var workload : Workloads.all()) {
            if (!options.wantsWorkload(workload.name())) {
                continue;
            }
            for (var transport : options.transports()) {
                for (var placement : Placement.available()) {
                    if (workload.suits(placement) && options.wantsPlace(placement.name())) {
                        measure(options, workload, transport, placement, results, table);
                    }
                }
            }
        }
        System.out.printf("%nwritten to %s%n", results.write(options.results()));
    }

    private static void measure(
            Options options, Workload workload, String transport, Placement placement, Results results, Table table)
            throws IOException, InterruptedException {
        var subjects = workload.subjects().stream()
                .filter(subject -> subject.goesOver(transport) && options.wantsSubject(subject.label()))
                .toList();
        if (!subjects.isEmpty()) {
            for (var cell :
                    Pair.measure(List.of(workload), subjects, transport, placement, options.effort(), done -> {})) {
                results.add(cell);
                table.show(cell);
            }
        }
    }
}
