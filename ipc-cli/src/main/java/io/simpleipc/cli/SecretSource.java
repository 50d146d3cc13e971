package io.simpleipc.cli;

import io.simpleipc.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the secret of a short form is read: a file, else the environment, else the person at the terminal. Never the
 * command line, which every user of the machine can see.
 *
 * @param file what {@code --secret-file} says, or null
 * @param environment of this process
 * @param prompt asks the person, or null if there is nobody
 * @param sameWith the present command line with the name of a secret file, for messages
 */
record SecretSource(
        @Nullable Path file,
        Map<String, String> environment,
        @Nullable Prompt prompt,
        UnaryOperator<String> sameWith) {
    static final String VARIABLE = "IPC_SECRET";

    private static final String USUAL = "chat.secret";

    Secret secret() {
        if (file != null) {
            return Secret.fromFile(file);
        }
        if (environment.containsKey(VARIABLE)) {
            return Secret.fromEnvironment(VARIABLE);
        }
        if (prompt != null) {
            return typed(prompt);
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "there is no secret: " + VARIABLE
                        + " is not set, --secret-file is not given, and there is no terminal to ask at",
                cure());
    }

    /** One that is there stays as it is: the other side has it too. */
    private String cure() {
        var again = sameWith.apply(USUAL);
        return Files.exists(Path.of(USUAL)) ? again : "ipc secret " + USUAL + " && " + again;
    }

    private Secret typed(Prompt prompt) {
        var typed = asked(prompt);
        if (typed == null || typed.length == 0) {
            throw new CommandFailure(ExitCode.USAGE, "no secret was typed", cure());
        }
        var secret = Secret.of(new String(typed));
        Arrays.fill(typed, ' ');
        return secret;
    }

    private char @Nullable [] asked(Prompt prompt) {
        try {
            return prompt.ask("Secret (the same at both sides): ");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "the secret cannot be asked for: " + e.getMessage(), cure(), e);
        }
    }
}
