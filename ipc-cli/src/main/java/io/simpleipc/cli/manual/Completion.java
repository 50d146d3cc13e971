package io.simpleipc.cli.manual;

import picocli.AutoComplete;
import picocli.CommandLine;

/** The script by which bash and zsh complete the command. Stateless. */
public final class Completion {
    private Completion() {}

    /**
     * The script.
     *
     * @param command the whole command
     * @return for bash and zsh
     */
    public static String script(CommandLine command) {
        return AutoComplete.bash(command.getCommandName(), command);
    }
}
