package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void itIsWrittenOnOneLineAndOnlyWhenItMoves() {
        var bar = bar(true);

        bar.show(0.5);
        bar.show(0.501);
        bar.show(1);
        bar.clear();

        assertThat(text().split("\r"))
                .containsExactly(
                        "",
                        "[" + "=".repeat(20) + " ".repeat(20) + "]  50 %",
                        "[" + "=".repeat(40) + "] 100 %",
                        " ".repeat(48));
        assertThat(text()).doesNotContain("\n");
    }

    @Test
    void nothingIsWrittenWhereNobodyLooks() {
        var bar = bar(false);

        bar.show(0.5);
        bar.clear();

        assertThat(text()).isEmpty();
    }

    private ProgressBar bar(boolean seen) {
        return new ProgressBar(new PrintStream(written, true, StandardCharsets.UTF_8), seen);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
