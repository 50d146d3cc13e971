package io.simpleipc.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person sits before this process: standard input and output are both a terminal. */
final class Terminal {
    private Terminal() {}

    /** The console of that person, or null if there is nobody. */
    static @Nullable Console console() {
        var console = System.console();
        return console != null && isTerminal(console) ? console : null;
    }

    /** From JDK 22 on there may be a console without a terminal, which tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
