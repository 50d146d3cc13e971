package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void whatIsSaidStandsBelowEachOther() {
        var screen = screen(false, false);
        screen.line("4711 server", "listens");
        screen.line("", "waits");

        assertThat(written())
                .isEqualTo("  4711 server               listens\n" + "                            waits\n");
    }

    @Test
    void coloursAreWrittenOnlyIfWanted() {
        screen(false, true).success("demo ok");
        assertThat(written()).isEqualTo("demo ok\n");

        bytes.reset();
        screen(true, true).success("demo ok");
        assertThat(written()).isEqualTo("\u001b[32mdemo ok\u001b[0m\n");
    }

    @Test
    void theArrowIsAsciiWhereTheLocaleIs() {
        assertThat(screen(false, false).arrow()).isEqualTo("->");
        assertThat(screen(false, true).arrow()).isEqualTo("\u2192");
    }

    @Test
    void timesHaveThePrecisionThatMatters() {
        assertThat(Screen.micros(4_321)).isEqualTo("4.3 us");
        assertThat(Screen.micros(143_210)).isEqualTo("143 us");
        assertThat(Screen.millis(312_400_000)).isEqualTo("312 ms");
    }

    private Screen screen(boolean colours, boolean unicode) {
        return new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), colours, unicode);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
