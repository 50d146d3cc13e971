package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a message may hold, at the edges; all of it comes from somebody who may be anybody. */
class FieldsTest {
    private static Fields kind(int... characters) {
        var body = ByteBuffer.allocate(1 + characters.length).put((byte) characters.length);
        for (int character : characters) {
            body.put((byte) character);
        }
        return new Fields(body.array());
    }

    @Test
    void aKindIsOfPrintableAscii() throws MalformedException {
        assertThat(kind('!', '~').kind()).isEqualTo("!~");
        for (int bad : new int[] {0, ' ', 0x7f, 0x80, 0xff}) {
            assertThatThrownBy(() -> kind('a', bad).kind()).hasMessageContaining("printable");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 33})
    void aKindHasOneToThirtyTwoCharacters(int length) {
        assertThatThrownBy(() -> new Fields(Message.next(length, new byte[40])).kind())
                .isInstanceOf(MalformedException.class)
                .hasMessage("a kind of " + length + " characters");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32})
    void aKindMayHaveOneOrThirtyTwoCharacters(int length) throws MalformedException {
        assertThat(kind("a".repeat(length).chars().toArray()).kind()).hasSize(length);
    }

    @Test
    void aNumberThatIsCutShortIsMalformed() {
        assertThatThrownBy(() -> new Fields(new byte[1]).u16()).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Fields(new byte[3]).u32()).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Fields(new byte[7]).bits()).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Fields(new byte[15]).uuid()).isInstanceOf(MalformedException.class);
    }

    @Test
    void nothingFollowsAProof() throws MalformedException {
        var proof = new Proof(1, Instant.EPOCH, "none", new byte[3]).write();
        assertThat(Proof.read(proof).canary()).hasSize(3);
        assertThatThrownBy(() -> Proof.read(Arrays.copyOf(proof, proof.length + 1)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("1 bytes too many");
    }

    @Test
    void aRefusalHasAtMost64BytesOfData() throws MalformedException {
        var longest = new byte[1 + 64];
        longest[0] = 4;
        assertThat(Refusals.read(longest, "unix")).isInstanceOf(DialerHandshake.Step.Failed.class);
        assertThatThrownBy(() -> Refusals.read(Arrays.copyOf(longest, 66), "unix"))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a refusal of 66 bytes");
    }

    @Test
    void whatAStrangerSaidIsPrintedWithoutControlCharacters() {
        assertThat(Refusals.escape(new byte[] {' ', '~', 0x7f, '\\', 0x1f, (byte) 0x80}))
                .isEqualTo(" ~\\x7f\\x5c\\x1f\\x80");
    }

    @Test
    void aCanaryHasAtMost256Bytes() throws MalformedException {
        var body = ByteBuffer.allocate(2 + 257);
        assertThat(new Fields(body.putShort(0, (short) 256).array()).canary()).hasSize(256);
        assertThatThrownBy(() -> new Fields(body.putShort(0, (short) 257).array()).canary())
                .isInstanceOf(MalformedException.class)
                .hasMessage("a canary of 257 bytes");
    }

    @Test
    void nothingMayFollow() throws MalformedException {
        var fields = new Fields(new byte[] {1, 2});
        fields.u8();
        assertThatThrownBy(fields::end).isInstanceOf(MalformedException.class).hasMessage("1 bytes too many");
        fields.u8();
        fields.end();
        assertThatThrownBy(fields::u8).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 127, 255})
    void aVerdictOfAnUnknownStatusIsMalformed(int status) {
        var body = ByteBuffer.allocate(17).put((byte) status).array();
        assertThatThrownBy(() -> Verdict.read(body))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a verdict of status " + status);
    }

    @Test
    void nothingThatIsWrittenIsLongerThanWhatIsRead() {
        assertThat(Message.next(Message.OPEN, new byte[512 - 3])).hasSize(Message.LIMIT);
        assertThat(Message.first(Message.HELLO, new byte[512 - 11])).hasSize(Message.LIMIT);
        assertThatThrownBy(() -> Message.next(Message.OPEN, new byte[512 - 2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("513 bytes");
        assertThatThrownBy(() -> Message.first(Message.HELLO, new byte[512 - 10]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("513 bytes");
    }
}
