package io.simpleipc.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How much is done, on one line that is written again and again while a person looks on. */
final class ProgressBar {
    private static final int WIDTH = 40;

    private final PrintStream out;
    private final boolean seen;
    private int shown = -1;

    ProgressBar(PrintStream out, boolean seen) {
        this.out = out;
        this.seen = seen;
    }

    static ProgressBar onStandardError() {
        return new ProgressBar(System.err, isTerminal(System.console()));
    }

    /** From JDK 22 on there may be a console without a terminal, which tells. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /**
     * Shows it.
     *
     * @param done from 0 to 1
     */
    void show(double done) {
        int percent = (int) Math.round(100 * done);
        if (!seen || percent == shown) {
            return;
        }
        shown = percent;
        int filled = (int) Math.round(WIDTH * done);
        out.printf(Locale.ROOT, "\r[%s%s] %3d %%", "=".repeat(filled), " ".repeat(WIDTH - filled), percent);
        out.flush();
    }

    void clear() {
        if (shown >= 0) {
            out.print("\r" + " ".repeat(WIDTH + 8) + "\r");
            out.flush();
        }
    }
}
