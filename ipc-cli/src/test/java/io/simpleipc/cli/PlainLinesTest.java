package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainLinesTest {
    @Test
    void linesEndAsTheyDoAnywhere() throws IOException {
        assertThat(lines("a\nb\r\nc\rd\n\ne", 10)).containsExactly("a", "b", "c", "d", "", "e");
        assertThat(lines("a\n", 10)).containsExactly("a");
        assertThat(lines("a\r\n", 10)).containsExactly("a");
        assertThat(lines("", 10)).isEmpty();
    }

    @Test
    void ofALineThatIsTooLongNoMoreIsKeptThanIsNeededToRefuseIt() throws IOException {
        assertThat(lines("x".repeat(1000) + "\nb", 10)).containsExactly("x".repeat(11), "b");
    }

    private static List<String> lines(String text, int longest) throws IOException {
        var lines = new PlainLines(new StringReader(text), longest);
        var all = new ArrayList<String>();
        for (var line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }
}
