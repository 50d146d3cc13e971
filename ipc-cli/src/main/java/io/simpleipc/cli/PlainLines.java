package io.simpleipc.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a file or a pipe, or of a terminal that keeps them until they are whole. For one thread. */
final class PlainLines implements Lines {
    private final BufferedReader reader;
    private final int longest;
    private boolean afterReturn;

    /**
     * Lines to come.
     *
     * @param longest how many characters are kept of one, and one more
     */
    PlainLines(Reader reader, int longest) {
        this.reader = new BufferedReader(reader);
        this.longest = longest;
    }

    @Override
    public @Nullable String next() throws IOException {
        var line = new StringBuilder();
        int c = reader.read();
        if (c == '\n' && afterReturn) {
            c = reader.read();
        }
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n' && c != '\r'; c = reader.read()) {
            if (line.length() <= longest) {
                line.append((char) c);
            }
        }
        afterReturn = c == '\r';
        return line.toString();
    }
}
