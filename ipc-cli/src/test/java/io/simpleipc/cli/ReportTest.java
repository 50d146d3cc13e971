package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        var report = Report.of(Report.Kind.ANSWERED, 1234L, "I am process 7, the server");

        assertThat(Report.parse(report.line())).isEqualTo(report);
        assertThat(report.number(0)).isEqualTo(1234);
        assertThat(report.word(1)).isEqualTo("I am process 7, the server");
    }

    @Test
    void aReportWithoutWordsIsItsKind() {
        assertThat(Report.of(Report.Kind.LISTENING).line()).isEqualTo("LISTENING");
        assertThat(Report.parse("LISTENING")).isEqualTo(Report.of(Report.Kind.LISTENING));
    }

    @Test
    void emptyWordsAreKept() {
        var report = Report.of(Report.Kind.ANSWERED, 1, "");

        assertThat(Report.parse(report.line())).isEqualTo(report);
    }

    @Test
    void aWordNeverBreaksTheLine() {
        assertThat(Report.of(Report.Kind.BROKEN, "first\nsecond\tthird").line())
                .isEqualTo("BROKEN\tfirst second third");
    }

    @Test
    void otherLinesAreNoReports() {
        assertThat(Report.parse("")).isNull();
        assertThat(Report.parse("Picked up JAVA_TOOL_OPTIONS: -Xmx64m")).isNull();
    }
}
