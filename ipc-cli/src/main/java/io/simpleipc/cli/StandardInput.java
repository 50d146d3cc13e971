package io.simpleipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * What is to be sent. Where standard input is closed the JVM's own files take its number, and one of them would be sent:
 * that is refused, where the system tells.
 */
final class StandardInput {
    private static final Path LINK = Path.of("/proc/self/fd/0");

    private StandardInput() {}

    /** To be called before anything of it is read. */
    static void refuseIfClosed(CommandLine command) {
        if (isOfTheJvm()) {
            throw new CommandFailure(ExitCode.USAGE, "standard input is closed", Typed.again(command) + " < /dev/null");
        }
    }

    private static boolean isOfTheJvm() {
        try {
            var home = Path.of(System.getProperty("java.home")).toRealPath();
            return Files.readSymbolicLink(LINK).startsWith(home);
        } catch (IOException e) {
            return false; // another system, or closed indeed: reading will tell
        }
    }
}
