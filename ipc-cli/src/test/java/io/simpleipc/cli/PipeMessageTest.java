package io.simpleipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.simpleipc.cli.PipeMessage.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipeMessageTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadAgain(Kind kind) throws PipeException {
        var message = new PipeMessage(kind, 1, Long.MAX_VALUE, 3, ByteBuffer.wrap("payload".getBytes(UTF_8)));

        assertThat(PipeMessage.parse(message.bytes())).isEqualTo(message);
        assertThat(message.bytes()).hasSize(PipeMessage.HEADER + 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, PipeMessage.HEADER - 1})
    void halfAMessageIsNone(int length) {
        var bytes = PipeMessage.of(Kind.BYE, 1, 2, 3).bytes();

        assertThatExceptionOfType(PipeException.class)
                .isThrownBy(() -> PipeMessage.parse(Arrays.copyOf(bytes, length)))
                .withMessageContaining("no message of ipc pipe");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 7, 127})
    void anUnknownKindIsNamed(int kind) {
        var bytes = PipeMessage.of(Kind.BYE, 1, 2, 3).bytes();
        bytes[6] = (byte) kind;

        assertThatExceptionOfType(PipeException.class)
                .isThrownBy(() -> PipeMessage.parse(bytes))
                .withMessageContaining("no message of kind " + kind);
    }
}
