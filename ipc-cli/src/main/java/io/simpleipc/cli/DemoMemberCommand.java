package io.simpleipc.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ipc demo-member}: one process of the demo, started by the demo itself. */
@Command(
        name = "demo-member",
        hidden = true,
        description = "One process of the demo; takes the secret and then orders from standard input.")
final class DemoMemberCommand implements Callable<Integer> {
    @Option(names = "--type", required = true)
    private String type = "";

    @Option(names = "--address", required = true)
    private String address = "";

    @Override
    public Integer call() throws IOException {
        return DemoMember.run(type, address);
    }
}
