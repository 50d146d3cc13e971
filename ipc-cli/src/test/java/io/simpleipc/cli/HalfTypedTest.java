package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.cli.HalfTyped.Then;
import org.junit.jupiter.api.Test;

class HalfTypedTest {
    private static final String ESCAPE = "\u001b";

    private final HalfTyped typed = new HalfTyped(1000);

    @Test
    void aLineIsWhatWasTypedAndTheNextOneBeginsEmpty() {
        assertThat(press("hello, w\u00f6rld\n")).isEqualTo(Then.LINE);
        assertThat(typed.take()).isEqualTo("hello, w\u00f6rld");
        assertThat(typed.take()).isEmpty();
    }

    @Test
    void backspaceTakesWhatIsSeenAsOneLetter() {
        press("a\ud83d\ude00\u007f");
        assertThat(typed.shown(80)).isEqualTo("a");
        press("e\u0301\b");
        assertThat(typed.take()).isEqualTo("a");
        press("\u007f");
        assertThat(typed.take()).isEmpty();
    }

    @Test
    void aWordOrAllIsTakenBack() {
        press("one two  \u0017");
        assertThat(typed.shown(80)).isEqualTo("one ");
        press("three\u0015four");
        assertThat(typed.take()).isEqualTo("four");
    }

    @Test
    void theEndOfInputIsForAnEmptyLineOnly() {
        assertThat(press("x\u0004")).isEqualTo(Then.TYPING);
        assertThat(press("\u007f\u0004")).isEqualTo(Then.END);
    }

    @Test
    void keysThatAreNoTextLeaveNoTrace() {
        press("a" + ESCAPE + "[A" + ESCAPE + "[1;5D" + ESCAPE + "OP" + ESCAPE + "x\u0007\u0001b");
        assertThat(typed.take()).isEqualTo("ab");
    }

    @Test
    void theEndIsShownWhereTheWholeIsTooWide() {
        press("abcdef");
        assertThat(typed.shown(4)).isEqualTo("cdef");
        press("\u4e2d\u4e2d");
        assertThat(typed.shown(5)).isEqualTo("f\u4e2d\u4e2d");
        assertThat(typed.shown(3)).isEqualTo("\u4e2d");
        press("\t");
        assertThat(typed.shown(3)).isEqualTo("\u4e2d ");
    }

    @Test
    void ofALineWithoutEndNoMoreIsKeptThanIsNeededToRefuseIt() {
        press("x".repeat(3000));
        assertThat(typed.take()).hasSize(1001);
    }

    private Then press(String keys) {
        var then = Then.TYPING;
        for (char key : keys.toCharArray()) {
            then = typed.press(key);
        }
        return then;
    }
}
