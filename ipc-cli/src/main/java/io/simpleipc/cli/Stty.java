package io.simpleipc.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * stty(1), for one terminal.
 *
 * @param terminal its standard input, which is what it reads and sets
 */
record Stty(Redirect terminal) {
    /** What it says; null if it is not there, or fails. */
    @Nullable
    String run(String... arguments) {
        var command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(terminal)
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

    /** Back to what {@code -g} said. Whoever presses Ctrl-C once more may end stty, so it is tried again. */
    void restore(String before) {
        for (int i = 0; i < 3 && run(before) == null; i++) {}
    }
}
