package io.simpleipc.cli;

import java.io.PrintStream;
import java.util.Locale;

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
        return new ProgressBar(System.err, Terminal.console() != null);
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
