package io.simpleipc.cli;

import java.lang.ProcessBuilder.Redirect;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process in a mode in which it gives each key at once and shows none, by stty(1). Ctrl-C still
 * interrupts. Ctrl-Z does not stop the process, since the shell would give the terminal back in another mode.
 */
final class KeyByKey implements AutoCloseable {
    private static final Stty STTY = new Stty(Redirect.INHERIT);
    private static final int USUAL_COLUMNS = 80;

    private final String before;

    private KeyByKey(String before) {
        this.before = before;
    }

    /** Begins, or returns null where no person, no stty or a terminal without a cursor is. */
    static @Nullable KeyByKey begin() {
        var kind = System.getenv("TERM");
        if (Terminal.console() == null || kind == null || kind.equals("dumb")) {
            return null;
        }
        var before = STTY.run("-g");
        if (before == null) {
            return null;
        }
        var mode = new KeyByKey(before);
        if (STTY.run("-icanon", "-echo", "min", "1", "time", "0", "susp", "undef") == null) {
            mode.close();
            return null;
        }
        return mode;
    }

    /** How wide it is now. */
    int columns() {
        var size = STTY.run("size");
        var numbers = size == null ? new String[0] : size.split(" ", -1);
        try {
            int columns = numbers.length == 2 ? Integer.parseInt(numbers[1]) : 0;
            return columns > 1 ? columns : USUAL_COLUMNS;
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    /** As it was before. */
    @Override
    public void close() {
        STTY.restore(before);
    }
}
