package io.simpleipc.cli;

import picocli.CommandLine.Option;

/** What the commands that make files have in common. */
final class ForceOption {
    @Option(names = "--force", description = "Replaces files that exist; without it they are an error.")
    private boolean force;

    boolean isSet() {
        return force;
    }
}
