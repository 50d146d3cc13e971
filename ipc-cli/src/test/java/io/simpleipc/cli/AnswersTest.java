package io.simpleipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Outcome;
import io.simpleipc.QueryTimeoutException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AnswersTest {
    private static final byte[] NO_TEXT = {(byte) 0xff, 0, '\n'};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void bytesAreWrittenAsTheyAre() throws IOException {
        new Answers.AsBytes(out).answered(NO_TEXT, 1);
        new Answers.AsBytes(out).answered(new byte[0], 1);

        assertThat(out.toByteArray()).isEqualTo(NO_TEXT);
    }

    @Test
    void eachLineEndsOnce() throws IOException {
        var answers = new Answers.AsLines(out);
        for (var answer : new String[] {"a", "b\n", "", "c\nd"}) {
            answers.answered(answer.getBytes(UTF_8), 1);
        }

        assertThat(out.toString(UTF_8)).isEqualTo("a\nb\n\nc\nd\n");
    }

    @Test
    void jsonTellsAnswerOutcomeAndTime() throws IOException {
        var answers = new Answers.AsJson(out);
        answers.answered("w\u00f6rld \"1\"\n".getBytes(UTF_8), 1_500_000);
        answers.answered(NO_TEXT, 2_000_000);
        answers.failed(new QueryTimeoutException("too late", Outcome.UNKNOWN, null), 3_000_000);
        answers.failed(new CommandFailure(ExitCode.NO_PEER, "nobody", null), 0);

        var lines = out.toString(UTF_8).lines().map(new JsonMapper()::readTree).toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).get("outcome").stringValue()).isEqualTo("ANSWERED");
        assertThat(lines.get(0).get("answer").stringValue()).isEqualTo("w\u00f6rld \"1\"\n");
        assertThat(lines.get(0).get("millis").doubleValue()).isEqualTo(1.5);
        assertThat(lines.get(1).has("answer")).isFalse();
        assertThat(lines.get(1).get("answerBase64").stringValue()).isEqualTo("/wAK");
        assertThat(lines.get(2).get("outcome").stringValue()).isEqualTo("UNKNOWN");
        assertThat(lines.get(2).get("error").stringValue()).isEqualTo("TIMEOUT");
        assertThat(lines.get(2).get("message").stringValue()).isEqualTo("too late");
        assertThat(lines.get(3).get("outcome").stringValue()).isEqualTo("NOT_EXECUTED");
        assertThat(lines.get(3).get("error").stringValue()).isEqualTo("NO_PEER");
    }
}
