package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void theLastWordsOfTheLineAreThoseThatWereTyped() {
        var line = "java\0-jar\0ipc.jar\0query\0\0h\u00e9llo \u20ac\0".getBytes(StandardCharsets.UTF_8);

        assertThat(Arguments.typed(new String[] {"query", "", "h??llo ???"}, line))
                .containsExactly("query", "", "h\u00e9llo \u20ac");
        assertThat(Arguments.typed(new String[0], line)).isEmpty();
        assertThat(Arguments.typed(new String[] {"a"}, new byte[0])).containsExactly("a");
    }

    @Test
    void whatIsSpoiltIsNotSent() {
        var line = new byte[] {'j', 0, (byte) 0xe9, 0};
        var word = Arguments.typed(new String[] {"?"}, line)[0];

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> Arguments.utf8(word, "cure"))
                .matches(failure -> failure.code() == ExitCode.USAGE && "cure".equals(failure.next()));
        assertThat(Arguments.utf8("\u00e9?", "cure")).containsExactly(0xc3, 0xa9, '?');
    }
}
