package io.simpleipc.cli.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * The manual as files: {@code man/man1/ipc.1} and one page for each command, {@code completion/ipc.bash}. Stateless.
 */
public final class Manual {
    private Manual() {}

    /**
     * Writes the files; those that are there are replaced.
     *
     * @param command the whole command
     * @param directory where
     * @throws IOException if one cannot be written
     */
    public static void write(CommandLine command, Path directory) throws IOException {
        writePages(command, Files.createDirectories(directory.resolve("man/man1")));
        var completion = Files.createDirectories(directory.resolve("completion"));
        Files.writeString(completion.resolve(command.getCommandName() + ".bash"), Completion.script(command));
    }

    private static void writePages(CommandLine command, Path directory) throws IOException {
        Files.writeString(directory.resolve(ManPage.fileName(command)), new ManPage(command).text());
        for (var sub : ManPage.subcommands(command)) {
            writePages(sub, directory);
        }
    }
}
