package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureCodecTest {
    /** The limits of a message and of a type name, met and missed by one, in characters of one to four bytes. */
    @ParameterizedTest
    @CsvSource({
        "1000, x, 1000",
        "1001, x, 1000",
        "500, é, 500",
        "501, é, 500",
        "400, €, 333",
        "300, 😀, 250",
    })
    void aMessageIsCutBetweenCharacters(int count, String character, int left) throws Exception {
        assertThat(message(character.repeat(count))).isEqualTo(character.repeat(left));
        assertThat(message("a" + character.repeat(count)))
                .isEqualTo("a" + character.repeat((1_000 - 1) / character.getBytes(StandardCharsets.UTF_8).length));
    }

    private static String message(String text) throws ProtocolException {
        return there(new Failure.HandlerFailed("T", text)).message();
    }

    private static Failure.HandlerFailed there(Failure.HandlerFailed failure) throws ProtocolException {
        return (Failure.HandlerFailed) FailureCodec.decode(ByteBuffer.wrap(FailureCodec.encode(failure)));
    }

    static Stream<Failure> everyKind() {
        return Stream.of(
                new Failure.HandlerFailed("T", "m"),
                new Failure.NoHandler("none"),
                new Failure.Overloaded("busy"),
                new Failure.AnswerTooLarge(2, 1),
                new Failure.Closing(),
                new Failure.Expired(),
                new Failure.Late(),
                new Failure.NotSeen(),
                new Failure.Forgotten());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void whatIsWrittenIsRead(Failure failure) throws Exception {
        assertThat(FailureCodec.decode(ByteBuffer.wrap(FailureCodec.encode(failure))))
                .isEqualTo(failure);
    }

    @Test
    void aTypeNameIsCutBetweenCharacters() throws Exception {
        assertThat(there(new Failure.HandlerFailed("é".repeat(200), "m")).typeName())
                .isEqualTo("é".repeat(127));
    }
}
