package io.simpleipc.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process in a mode in which it gives each key at once and shows none, by stty(1). Ctrl-C still
 * interrupts. Ctrl-Z does not stop the process, since the shell would give the terminal back in another mode.
 */
final class KeyByKey implements AutoCloseable {
    private static final String STTY = "stty";
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
        var before = stty("-g");
        if (before == null) {
            return null;
        }
        var mode = new KeyByKey(before);
        if (stty("-icanon", "-echo", "min", "1", "time", "0", "susp", "undef") == null) {
            mode.close();
            return null;
        }
        return mode;
    }

    /** How wide it is now. */
    int columns() {
        var size = stty("size");
        var numbers = size == null ? new String[0] : size.split(" ", -1);
        try {
            int columns = numbers.length == 2 ? Integer.parseInt(numbers[1]) : 0;
            return columns > 1 ? columns : USUAL_COLUMNS;
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    /** As it was before. Whoever presses Ctrl-C once more may end stty, so it is tried again. */
    @Override
    public void close() {
        for (int i = 0; i < 3 && stty(before) == null; i++) {}
    }

    /** What stty says of the terminal that is standard input; null if it is not there or fails. */
    private static @Nullable String stty(String... arguments) {
        var command = new ArrayList<>(List.of(STTY));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? said.strip() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
