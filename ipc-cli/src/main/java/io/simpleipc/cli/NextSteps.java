package io.simpleipc.cli;

import java.io.PrintWriter;
import java.nio.file.Path;

/** Says what was written, and what to type next. */
final class NextSteps {
    private final PrintWriter out;

    NextSteps(PrintWriter out) {
        this.out = out;
    }

    NextSteps written(Path file, String what) {
        out.println("wrote " + file + ": " + what);
        return this;
    }

    NextSteps next(String what) {
        out.println(what);
        return this;
    }

    /** Something to copy, as it is. */
    NextSteps type(String text) {
        out.println("  " + text);
        out.flush();
        return this;
    }
}
