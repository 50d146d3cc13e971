package io.simpleipc.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** {@code ipc chat}: what one types the other sees. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description = {
            "Two terminals, the same command: what is typed in one is shown in the other, line by line.",
            "Shows who is there, who goes and who returns. Ctrl-D ends it."
        })
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private SpecArgument spec = new SpecArgument();

    @picocli.CommandLine.Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        StandardInput.refuseIfClosed(command.commandLine());
        var loaded = spec.load(); // may ask for the secret, while the terminal is as usual
        var screen = Screen.ofThisProcess();
        try (var lines = lines(screen, loaded.maxMessageSize())) {
            boolean seen = Terminal.console() != null;
            var chat = new Chat(screen, spec.text(), seen, lines);
            var builder = spec.connection(loaded).onQuery(chat::hear).listener(chat);
            if (!Main.debugs(command.commandLine())) {
                var err = command.commandLine().getErr();
                builder.logger(new CommandLog(line -> lines.aside(() -> {
                    err.println(line);
                    err.flush();
                })));
            }
            try (var open = OpenConnection.of(builder.build(), spec.text(), () -> {})) {
                open.connect(OpenConnection.FOR_EVER, chat::delayed);
                return (chat.talk(open) ? ExitCode.OK : ExitCode.FAILED).getExitCode();
            }
        }
    }

    private static Lines lines(Screen screen, int longest) {
        var keys = new InputStreamReader(System.in, Screen.textCharset());
        var terminal = KeyByKey.begin();
        return terminal == null ? new PlainLines(keys, longest) : TypedLines.of(keys, screen, terminal, longest);
    }
}
