package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortFormTest {
    @ParameterizedTest
    @CsvSource({
        "unix:chat, unix, chat",
        "unix:/run/chat/socket, unix, /run/chat/socket",
        "unix:1234, unix, 1234",
        "tcp:1234, tcp, :1234",
        "tcp::1234, tcp, :1234",
        "tcp:localhost:1234, tcp, localhost:1234",
        "tcp:[::1]:1234, tcp, [::1]:1234",
        "tls:host.example:1234, tls, host.example:1234",
        "tls:1234, tls, :1234"
    })
    void typeAndAddressAreReadAsTheyAreWritten(String text, String type, String address) {
        assertThat(ShortForm.parse(text)).contains(new ShortForm(type, address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat.json", "/etc/ipc/chat.json", "pigeon:1", "unix", "tls+unix:a", ""})
    void whatHasAnotherBeginningIsAFile(String text) {
        assertThat(ShortForm.parse(text)).isEmpty();
    }

    @Test
    void anAddressMustNotBeMissing() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> ShortForm.parse("tcp:"))
                .withMessageContaining("\"tcp:\" says no address")
                .matches(failure -> failure.code() == ExitCode.USAGE);
    }
}
