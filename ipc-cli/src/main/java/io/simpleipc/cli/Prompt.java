package io.simpleipc.cli;

import io.simpleipc.measure.ExitHook;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal for something that is not to be seen. */
@FunctionalInterface
interface Prompt {
    /** The terminal of this process, wherever its input and output go. */
    Path TERMINAL = Path.of("/dev/tty");

    /** Where Linux tells what a process's standard error is. */
    Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    /**
     * Waits for the answer.
     *
     * @param question ends with a space
     * @return a line without its end; null if the person has ended the input
     */
    char @Nullable [] ask(String question) throws IOException;

    /**
     * The person's, or null if there is nobody. Input and output of {@code ipc pipe} are files or pipes as a rule, and
     * somebody may sit there all the same: whoever sees standard error at a terminal is asked there, as ssh(1) does.
     */
    static @Nullable Prompt ofThisProcess() {
        var console = Terminal.console();
        if (console != null) {
            return console::readPassword;
        }
        var stty = new Stty(Redirect.from(TERMINAL.toFile()));
        var before = isTerminal(STANDARD_ERROR) ? stty.run("-g") : null;
        return before == null ? null : question -> askUnseen(question, stty, before);
    }

    private static boolean isTerminal(Path stream) {
        try {
            var target = Files.readSymbolicLink(stream).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false; // another system, which does not tell
        }
    }

    private static char @Nullable [] askUnseen(String question, Stty stty, String before) throws IOException {
        var hook = ExitHook.add("ipc-prompt", () -> stty.restore(before));
        try (var keys = new InputStreamReader(new FileInputStream(TERMINAL.toFile()), Screen.textCharset())) {
            if (stty.run("-echo") == null) {
                throw new IOException("the terminal shows what is typed");
            }
            System.err.print(question);
            System.err.flush();
            var typed = new StringBuilder();
            int key = keys.read();
            for (; key >= 0 && key != '\n'; key = keys.read()) {
                typed.append((char) key);
            }
            var line = new char[typed.length()];
            typed.getChars(0, line.length, line, 0);
            typed.replace(0, line.length, " ".repeat(line.length));
            return key < 0 && line.length == 0 ? null : line;
        } finally {
            if (hook.remove()) {
                stty.restore(before);
                System.err.println();
            }
        }
    }
}
