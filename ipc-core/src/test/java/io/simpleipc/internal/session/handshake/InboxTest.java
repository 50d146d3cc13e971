package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where messages begin and end, to the byte. */
final class InboxTest {
    private final Inbox inbox = new Inbox();

    @Test
    void theOtherSideHasSaidWhoItIsWithTheLastByteOfTheMagic() throws MalformedException {
        var hello = Message.first(Message.HELLO, new byte[5]);
        inbox.next(ByteBuffer.wrap(hello, 0, Message.MAGIC_LENGTH - 1), Message.HELLO);
        assertThat(inbox.magicSeen()).isFalse();
        inbox.next(ByteBuffer.wrap(hello, Message.MAGIC_LENGTH - 1, 1), Message.HELLO);
        assertThat(inbox.magicSeen()).isTrue();
    }

    @Test
    void theLongestMessageIsHeardAndNoLongerOne() throws MalformedException {
        var longest = Message.first(Message.HELLO, new byte[Message.LIMIT - Message.MAGIC_LENGTH - Message.HEADER]);
        var message = inbox.next(ByteBuffer.wrap(longest), Message.HELLO);
        assertThat(message).isNotNull();
        assertThat(message.asSent()).isEqualTo(longest);

        var longer = ByteBuffer.wrap(Arrays.copyOf(longest, longest.length + 1));
        longer.putShort(Message.MAGIC_LENGTH + 1, (short) (longer.getShort(Message.MAGIC_LENGTH + 1) + 1));
        assertThatThrownBy(() -> new Inbox().next(longer, Message.HELLO))
                .isInstanceOf(MalformedException.class)
                .hasMessage("a message of 513 bytes");
    }

    @Test
    void whatFollowsAMessageIsLeftForTheNextOne() throws MalformedException {
        var both = ByteBuffer.allocate(100)
                .put(Message.first(Message.HELLO, new byte[] {1, 2}))
                .put(Message.next(Message.OPEN, new byte[] {3}))
                .flip();
        assertThat(inbox.next(both, Message.HELLO).body()).containsExactly(1, 2);
        assertThat(inbox.next(both, Message.OPEN).body()).containsExactly(3);
        assertThat(both.hasRemaining()).isFalse();
    }

    @Test
    void nothingIsNeitherTlsNorAnythingElse() {
        assertThat(inbox.isTls(ByteBuffer.allocate(0))).isFalse();
        assertThat(inbox.firstBytes(ByteBuffer.allocate(0))).isEmpty();
        assertThat(inbox.isEmpty()).isTrue();
    }
}
