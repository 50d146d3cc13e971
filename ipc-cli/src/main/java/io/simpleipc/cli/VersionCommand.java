package io.simpleipc.cli;

import io.simpleipc.measure.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc version}: which build this is, and what it runs on. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "Tells the version of ipc and of its Java.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--json", description = "Writes one JSON object on one line.")
    private boolean json;

    @Override
    public Integer call() {
        var out = command.commandLine().getOut();
        if (json) {
            out.println(new Json()
                    .put("version", Main.Version.ofThisJar())
                    .put("java", Runtime.version().toString())
                    .put("os", System.getProperty("os.name"))
                    .put("arch", System.getProperty("os.arch")));
        } else {
            for (var line : new Main.Version().getVersion()) {
                out.println(line);
            }
        }
        out.flush();
        return ExitCode.OK.getExitCode();
    }
}
