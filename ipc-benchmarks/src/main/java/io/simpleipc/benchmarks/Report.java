package io.simpleipc.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The results: as a table for people, as JSON for later. */
final class Report {
    private static final String HEAD = "  %-9s  %-8s  %13s  %9s  %8s  %8s  %8s  %8s  %8s  %8s%n";
    private static final String ROW = "  %-9s  %-8s  %,13.0f  %,9.0f  %8.1f  %8.1f  %8.1f  %8.1f  %8s  %8s%n";

    private final Effort effort;
    private final Instant startedAt = Instant.now();
    private final List<Cell> cells = new ArrayList<>();
    private final PrintStream out;

    Report(Effort effort, PrintStream out) {
        this.effort = effort;
        this.out = out;
    }

    void start() {
        out.printf("Simple IPC benchmarks, %s, %s%n", effort.name(), date());
        out.printf("%s; %s%n", java(), machine());
        out.printf(
                "There and back between two JVMs, times in microseconds, %d slices of %d ms each; cold: the very first.%n",
                effort.slices(), effort.sliceNanos() / 1_000_000);
        out.printf("ours/it: our round trips per second divided by those of the row; median: of the slices.%n");
    }

    /** Adds a cell and shows it, with a head if it starts a new block. */
    void add(Cell cell) {
        var last = cells.isEmpty() ? null : cells.get(cells.size() - 1);
        if (last == null || !heading(last).equals(heading(cell))) {
            out.printf("%n%s%n", heading(cell));
            out.printf(
                    Locale.ROOT,
                    HEAD,
                    "placement",
                    "subject",
                    "round trips/s",
                    "cold",
                    "p50",
                    "p99",
                    "p99.9",
                    "mean",
                    "ours/it",
                    "median");
        }
        cells.add(cell);
        for (var row : cell.rows()) {
            boolean ours = row.equals(cell.rows().get(0));
            out.printf(
                    Locale.ROOT,
                    ROW,
                    ours ? cell.placement().name() : "",
                    row.subject(),
                    row.perSecond(),
                    row.coldPerSecond(),
                    row.p50() / 1e3,
                    row.p99() / 1e3,
                    row.p999() / 1e3,
                    row.mean() / 1e3,
                    ours ? "" : ratio(row.oursToThis()),
                    ours ? "" : ratio(row.medianOfSlices()));
        }
        out.flush();
    }

    /** Writes all of it to a new file in this directory. */
    Path write(Path directory) throws IOException {
        var time =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(startedAt.atOffset(ZoneOffset.UTC));
        var file = Files.createDirectories(directory)
                .resolve(time + "-jdk" + Runtime.version().feature() + "-" + effort.name() + ".json");
        return Files.writeString(file, json());
    }

    private String json() {
        var rows = new StringJoiner(",\n    ");
        for (var cell : cells) {
            for (var row : cell.rows()) {
                rows.add(String.format(
                        Locale.ROOT,
                        "{\"workload\": %s, \"payloadBytes\": %d, \"transport\": %s, \"placement\": %s, \"subject\": %s, \"roundTrips\": %d,"
                                + " \"perSecond\": %.1f, \"coldPerSecond\": %.1f, \"p50Nanos\": %d, \"p99Nanos\": %d, \"p999Nanos\": %d,"
                                + " \"meanNanos\": %.1f, \"oursToThis\": %.4f, \"medianOfSlices\": %.4f}",
                        quoted(cell.workload().name()),
                        cell.workload().payloadBytes(),
                        quoted(cell.transport()),
                        quoted(cell.placement().name()),
                        quoted(row.subject()),
                        row.roundTrips(),
                        row.perSecond(),
                        row.coldPerSecond(),
                        row.p50(),
                        row.p99(),
                        row.p999(),
                        row.mean(),
                        row.oursToThis(),
                        row.medianOfSlices()));
            }
        }
        return String.format(
                Locale.ROOT,
                "{%n  \"date\": %s,%n  \"java\": %s,%n  \"machine\": %s,%n  \"effort\": %s,%n"
                        + "  \"rows\": [%n    %s%n  ]%n}%n",
                quoted(startedAt.toString()),
                quoted(java()),
                quoted(machine()),
                quoted(effort.name()),
                rows);
    }

    private static String heading(Cell cell) {
        return cell.workload().name() + ", " + cell.workload().payloadBytes() + " bytes, " + cell.transport();
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private String date() {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                .format(startedAt.atOffset(ZoneOffset.UTC));
    }

    private static String java() {
        return System.getProperty("java.vm.name") + " " + Runtime.version();
    }

    private static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " x "
                + processor();
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
