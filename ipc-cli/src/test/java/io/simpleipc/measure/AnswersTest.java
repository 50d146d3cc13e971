package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers();

    @Test
    void aQueryIsItsOwnAnswer() throws Exception {
        var query = new byte[] {0, 1, 2};

        assertThat(answers.handle(query)).isSameAs(query);
        assertThat(answers.handle(new byte[0])).isEmpty();
    }

    @Test
    void anOrderThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> answers.handle(new byte[] {-1})).hasMessageContaining("-1");
    }

    @Test
    void nobodyCanBeAskedBackBeforeThereIsAConnection() {
        assertThatThrownBy(() -> answers.handle(new byte[] {1})).hasMessageContaining("not connected");
    }
}
