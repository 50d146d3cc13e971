package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.simpleipc.Secret;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That a person is asked without echo is tested at a real terminal, by ChatIT. */
class SecretSourceTest {
    private static final Map<String, String> SET = Map.of("IPC_SECRET", "from the environment");

    @Test
    void aFileCountsMoreThanTheEnvironment() {
        var file = Path.of("chat.secret");

        assertThat(new SecretSource(file, SET, null, name -> "ipc again " + name).secret())
                .isEqualTo(Secret.fromFile(file));
        assertThat(new SecretSource(null, SET, null, name -> "ipc again " + name).secret())
                .isEqualTo(Secret.fromEnvironment("IPC_SECRET"));
    }

    @Test
    void withoutAnyTheFailureNamesAllSourcesAndACure() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> new SecretSource(null, Map.of(), null, name -> "ipc again " + name).secret())
                .withMessageContainingAll("IPC_SECRET", "--secret-file", "terminal")
                .matches(failure -> failure.code() == ExitCode.USAGE)
                .matches(failure ->
                        String.valueOf(failure.next()).equals("ipc secret chat.secret && ipc again chat.secret"));
    }
}
