package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ipc =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void helpListsTheCommandsForPeopleOnly() {
        assertThat(ipc.execute("--help")).isZero();

        assertThat(out.toString())
                .startsWith("Usage: ipc ")
                .contains("  demo ", "  bench ")
                .doesNotContain("demo-member");
    }

    @Test
    void helpOfTheDemoTellsItsTypes() {
        assertThat(ipc.execute("demo", "--help")).isZero();

        assertThat(out.toString()).startsWith("Usage: ipc demo ").contains("--type=unix|tcp");
    }

    @Test
    void whatBenchCannotMeasureIsAnErrorThatSaysWhatItCan() {
        assertThat(ipc.execute("bench", "--type", "pigeon")).isEqualTo(2);
        assertThat(ipc.execute("bench", "--encryption", "rot13")).isEqualTo(2);
        assertThat(ipc.execute("bench", "--seconds", "0")).isEqualTo(2);
        assertThat(ipc.execute("bench", "--seconds", "NaN")).isEqualTo(2);

        assertThat(err.toString())
                .contains("\"pigeon\" is none of [unix, tcp, tls, tls+unix]")
                .contains("\"rot13\" is none of [aes-256-gcm, none]")
                .contains("'--seconds': between 0.5 and 3600");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void versionNamesTheProgramAndTheJava() {
        assertThat(ipc.execute("--version")).isZero();

        assertThat(out.toString()).startsWith("ipc ").contains("Java " + Runtime.version());
    }

    @Test
    void anUnknownTypeIsAnErrorThatNamesTheKnownOnes() {
        assertThat(ipc.execute("demo", "--type", "pigeon")).isEqualTo(2);

        assertThat(err.toString()).contains("the demo knows the types unix and tcp, not \"pigeon\"");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anUnknownCommandIsAnError() {
        assertThat(ipc.execute("dmeo")).isEqualTo(2);

        assertThat(err.toString()).contains("dmeo").contains("demo");
    }

    @Test
    void noCommandIsAnErrorThatShowsTheUsage() {
        assertThat(ipc.execute()).isEqualTo(2);

        assertThat(err.toString()).contains("Missing required subcommand").contains("Usage: ipc ");
    }
}
