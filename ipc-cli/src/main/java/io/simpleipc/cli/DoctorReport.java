package io.simpleipc.cli;

import io.simpleipc.cli.doctor.Diagnosis;
import io.simpleipc.cli.doctor.Finding;
import io.simpleipc.cli.doctor.Finding.Status;
import io.simpleipc.measure.Json;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;

/** What {@code ipc doctor} says. Stateless. */
final class DoctorReport {
    private static final int STATUS_WIDTH = 8;
    private static final String LINE = "%s  %-18s  %s";
    private static final String CURE = " ".repeat(STATUS_WIDTH + 2 + 18 + 2) + "cure: %s";

    private DoctorReport() {}

    static void show(Diagnosis diagnosis, PrintWriter out, Ansi ansi) {
        for (var finding : diagnosis.findings()) {
            out.println(String.format(
                    Locale.ROOT,
                    LINE,
                    coloured(finding.status(), ansi),
                    finding.subject(),
                    PlainWords.without(finding.text())));
            if (finding.cure() != null) {
                out.println(String.format(Locale.ROOT, CURE, finding.cure()));
            }
        }
        out.println(summary(diagnosis));
    }

    private static String summary(Diagnosis diagnosis) {
        return counted(diagnosis.count(Status.PROBLEM), "problem") + ", "
                + counted(diagnosis.count(Status.WARNING), "warning");
    }

    private static String counted(long count, String what) {
        return (count == 0 ? "no" : String.valueOf(count)) + " " + what + (count == 1 ? "" : "s");
    }

    /** Padded before it is coloured, since a terminal shows nothing of the codes. */
    private static String coloured(Status status, Ansi ansi) {
        var word = String.format(Locale.ROOT, "%-" + STATUS_WIDTH + "s", text(status));
        if (!ansi.enabled()) {
            return word;
        }
        var colour = switch (status) {
            case OK -> Style.fg_green;
            case WARNING -> Style.fg_yellow;
            case PROBLEM -> Style.fg_red;
        };
        return colour.on() + word + colour.off();
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** One line; scripts count on the keys. */
    static String json(Diagnosis diagnosis) {
        var json = new Json()
                .put("status", text(diagnosis.status()))
                .putJson("type", quoted(diagnosis.type()))
                .putJson("address", quoted(diagnosis.address()))
                .put("occupant", text(diagnosis.occupant()));
        var peer = diagnosis.peer();
        json.putJson("pid", peer == null ? "null" : String.valueOf(peer.pid()));
        json.putJson(
                "since", peer == null ? "null" : Json.quoted(peer.startTime().toString()));
        return json.putJson(
                        "findings",
                        diagnosis.findings().stream()
                                .map(DoctorReport::json)
                                .collect(Collectors.joining(", ", "[", "]")))
                .toString();
    }

    private static String json(Finding finding) {
        return new Json()
                .put("status", text(finding.status()))
                .put("subject", finding.subject())
                .put("text", PlainWords.without(finding.text()))
                .putJson("cure", quoted(finding.cure()))
                .toString();
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : Json.quoted(text);
    }
}
