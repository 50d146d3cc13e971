package io.simpleipc.cli;

import io.simpleipc.cli.manual.Manual;
import java.io.IOException;
import java.nio.file.Path;

/** The step of the build that writes man pages and completion. */
public final class ManualFiles {
    private ManualFiles() {}

    /**
     * Writes them.
     *
     * @param arguments the directories, each of which gets all of them
     * @throws IOException if one of them cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        for (var directory : arguments) {
            Manual.write(Main.commandLine(), Path.of(directory));
        }
    }
}
