package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.cli.doctor.Diagnosis;
import io.simpleipc.cli.doctor.Diagnosis.Occupant;
import io.simpleipc.cli.doctor.Finding;
import io.simpleipc.cli.doctor.Finding.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.json.JsonMapper;

class DoctorReportTest {
    private static final Diagnosis DIAGNOSIS = new Diagnosis(
            List.of(
                    new Finding(Status.OK, "address", "unix:/tmp/s", null),
                    new Finding(Status.PROBLEM, "secret", "others may read \"s\"", "chmod 600 s")),
            "unix",
            "unix:/tmp/s",
            Occupant.OURS,
            new Peer(42, Instant.parse("2026-01-02T03:04:05Z"), Role.CLIENT, 1));

    @Test
    void theListShowsEachFindingWithItsCureAndCountsThem() {
        assertThat(shown(Ansi.OFF)).isEqualTo("""
                        ok        address             unix:/tmp/s
                        problem   secret              others may read "s"
                                                      cure: chmod 600 s
                        1 problem, no warnings
                        """);
    }

    @Test
    void coloursAreForTerminals() {
        assertThat(shown(Ansi.ON)).contains("\u001b[32mok      ", "\u001b[31mproblem ");
    }

    @Test
    void jsonIsOneObjectOnOneLine() {
        var json = DoctorReport.json(DIAGNOSIS);
        var tree = JsonMapper.shared().readTree(json);

        assertThat(json).doesNotContain("\n");
        assertThat(tree.get("status").asString()).isEqualTo("problem");
        assertThat(tree.get("occupant").asString()).isEqualTo("ours");
        assertThat(tree.get("address").asString()).isEqualTo("unix:/tmp/s");
        assertThat(tree.get("pid").asLong()).isEqualTo(42);
        assertThat(tree.get("since").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(tree.get("findings").get(0).get("cure").isNull()).isTrue();
        assertThat(tree.get("findings").get(1).get("text").asString()).isEqualTo("others may read \"s\"");
    }

    private static String shown(Ansi ansi) {
        var out = new StringWriter();
        var writer = new PrintWriter(out);
        DoctorReport.show(DIAGNOSIS, writer, ansi);
        writer.flush();
        return out.toString();
    }
}
