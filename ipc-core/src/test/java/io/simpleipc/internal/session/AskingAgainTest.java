package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.Outcome;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that asks what became of queries as no peer does: RESUME, docs/protocol.md, section 7.1. */
@Timeout(60)
class AskingAgainTest {
    private static final byte RESUME = 12;
    private static final int FRAME = 36;
    private static final int FRAMES = 1_000;
    private static final int MOST = 131_072;

    private final MemoryPipe.Pair pipes;

    AskingAgainTest() throws IOException {
        pipes = MemoryPipe.pair(64 << 10, ChannelBinding.of("memory"));
    }

    private SessionPair.Side side(boolean resumes) {
        var workers = new Workers(null, "test", SessionPair.LOG);
        var side = new SessionPair.Side(
                Role.CLIENT, workers, pipes.one(), Spec.of("memory", "test", "secret"), q -> q, null, resumes);
        side.session.start();
        return side;
    }

    @AfterEach
    void hangUp() {
        pipes.other().close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTheSessionInWhichItAsksOrWithoutAgreementEndsTheLink(boolean resumes) throws Exception {
        var side = side(resumes);
        send(1, 1, side.session.agreement().sessionId());
        assertThat(side.ended.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining(resumes ? "of the same session" : "not agreed upon");
        side.workers.close(SessionPair.LONG);
    }

    @Test
    void withoutEndEndsTheLink() throws Exception {
        var side = side(true);
        for (int sent = 0; sent <= MOST && !side.ended.isDone(); sent += FRAMES) {
            send(1 + sent, FRAMES, new UUID(1, 1));
            hearAnswers();
        }
        assertThat(side.ended.get(10, TimeUnit.SECONDS)).hasMessageContaining("more than " + MOST);
        side.workers.close(SessionPair.LONG);
    }

    /** Some within the limits may come often. */
    @Test
    void ofUnknownSessionsIsAnswered() throws Exception {
        var side = side(true);
        send(1, FRAMES, new UUID(1, 1));
        hearAnswers();
        assertThat(side.ended).isNotDone();
        side.session.abort(new ConnectionLostException("the test is over", Outcome.UNKNOWN, null));
        side.workers.close(SessionPair.LONG);
    }

    private void send(long firstId, int count, UUID session) throws IOException {
        var record = ByteBuffer.allocate(4 + count * FRAME).putInt(count * FRAME);
        for (int i = 0; i < count; i++) {
            record.put(RESUME).put((byte) 0).putShort((short) (FRAME - 12)).putLong(firstId + i);
            record.putLong(session.getMostSignificantBits())
                    .putLong(session.getLeastSignificantBits())
                    .putLong(7);
        }
        record.flip();
        while (record.hasRemaining()) {
            pipes.other().write(new ByteBuffer[] {record}, 0, 1);
            Thread.onSpinWait();
        }
    }

    /** One FAILURE of 13 bytes to each of a thousand, in however many records. */
    private void hearAnswers() throws IOException {
        var answers = ByteBuffer.allocate(1 << 20);
        while (answers.position() < 13 * FRAMES) {
            if (pipes.other().read(answers) < 0) {
                return; // it has hung up
            }
            Thread.onSpinWait();
        }
    }
}
