package io.simpleipc.cli;

import io.simpleipc.measure.ExitHook;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a person types at a terminal whose echo is off, so that what others say can be written above the line that
 * is half typed. That line takes one row, of which the end is seen. Thread-safe, but for {@link #next}.
 */
final class TypedLines implements Lines {
    private static final String CLEAR_ROW = "\r\u001b[K";

    // A terminal that was made narrower, or a wider letter than thought, must not make two rows of one.
    private static final String NO_WRAPPING = "\u001b[?7l";
    private static final String WRAPPING = "\u001b[?7h";

    private final Reader keys;
    private final Screen screen;
    private final KeyByKey terminal;
    private final ExitHook hook;

    // Guarded by this, as is the row on the screen.
    private final HalfTyped typed;
    private int columns;

    private TypedLines(Reader keys, Screen screen, KeyByKey terminal, int longest) {
        this.keys = keys;
        this.screen = screen;
        this.terminal = terminal;
        this.typed = new HalfTyped(longest);
        this.columns = terminal.columns();
        this.hook = ExitHook.add("ipc-terminal", () -> leave(screen, terminal));
    }

    /**
     * From here on the terminal is set back however the process ends, unless it is killed.
     *
     * @param keys what the terminal sends
     * @param screen where it is seen
     * @param terminal the mode that it is in
     * @param longest how many characters are kept of a line, and one more
     */
    static TypedLines of(Reader keys, Screen screen, KeyByKey terminal, int longest) {
        return new TypedLines(keys, screen, terminal, longest);
    }

    @Override
    public @Nullable String next() throws IOException {
        while (true) {
            int key = keys.read();
            if (key < 0) {
                return null;
            }
            synchronized (this) {
                var then = typed.press((char) key);
                if (then == HalfTyped.Then.END) {
                    return null;
                }
                if (then == HalfTyped.Then.LINE) {
                    var line = typed.take();
                    screen.unfinished(CLEAR_ROW);
                    screen.plain(Chat.clean(line));
                    columns = terminal.columns(); // the window may have another size by now
                    return line;
                }
                if (!keys.ready()) { // of what is pasted only the last is seen
                    draw();
                }
            }
        }
    }

    private void draw() {
        screen.unfinished(CLEAR_ROW + NO_WRAPPING + typed.shown(columns - 1) + WRAPPING);
    }

    @Override
    public synchronized void aside(Runnable writing) {
        screen.unfinished(CLEAR_ROW);
        writing.run();
        draw();
    }

    private static void leave(Screen screen, KeyByKey terminal) {
        screen.unfinished(CLEAR_ROW);
        terminal.close();
    }

    @Override
    public void close() {
        if (hook.remove()) {
            leave(screen, terminal);
        }
    }
}
