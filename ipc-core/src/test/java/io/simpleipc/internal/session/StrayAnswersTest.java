package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryContext;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that nobody has asked for, answers that come twice, and queries that come twice, from a scripted peer. */
@Timeout(60)
final class StrayAnswersTest {
    private static final int QUERY = 1;
    private static final int ANSWER = 2;
    private static final int FAILURE = 3;
    private static final int CHUNK = 6;
    private static final int CREDIT = 8;
    private static final int RESUME = 12;

    private static final int MORE = 1;
    private static final int OF_ANSWER = 2;

    private static final byte[] EXPIRED = {6};
    private static final String LATE = "\u0007";
    private static final String WAITS = "waits until its time is over, and fails";
    private static final int SMALL = 256; // what a short message costs of the window
    private static final int LARGE = 20_000;
    private static final int MOST_HELD_BACK = 4_095;

    /** What the session sent. */
    private record Sent(int type, long id, String body) {}

    private final MemoryPipe.Pair pipes = pair();
    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final ByteBuffer unread = ByteBuffer.allocate(1 << 20);
    private final SessionPair.Side side = new SessionPair.Side(
            Role.CLIENT,
            pipes.one(),
            Spec.of("memory", "test", "secret").toBuilder().queryTimeout(LONG).build(),
            query -> {
                var text = new String(query, StandardCharsets.UTF_8);
                executed.add(text);
                if (text.equals(WAITS)) {
                    failOnceTimeIsOver();
                }
                return query;
            },
            null,
            null);

    @BeforeEach
    void start() {
        side.session.start();
    }

    @AfterEach
    void end() {
        side.session.abort(new ConnectionLostException("the test is over", Outcome.UNKNOWN, null));
        pipes.other().close();
        side.workers.close(LONG);
    }

    @Test
    void areDroppedAndCountedAndTheirWindowGivenBackAndTheLinkLives() throws Exception {
        var first = side.session.queryAsync(bytes("first"), LONG);
        send(ANSWER, 0, 99, bytes("to nothing"));
        send(ANSWER, 0, 1, bytes("one"));
        send(ANSWER, 0, 1, bytes("one again"));
        send(FAILURE, 0, 1, EXPIRED);
        send(ANSWER, MORE, 77, ByteBuffer.allocate(4 + LARGE / 2).putInt(LARGE).array());
        send(CHUNK, OF_ANSWER, 77, new byte[LARGE / 2]);

        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("one"));
        await().atMost(LONG).until(() -> side.session.droppedFrames() == 4);
        var second = side.session.queryAsync(bytes("second"), LONG);
        send(ANSWER, 0, 2, bytes("two"));
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("two"));
        assertThat(side.session.droppedFrames()).isEqualTo(4);
        assertThat(side.session.pendingQueries()).isZero();
        int cost = 4 * SMALL + LARGE;
        await().atMost(LONG).until(() -> credit() >= cost - MOST_HELD_BACK);
        assertThat(credit()).isLessThanOrEqualTo(cost);
        assertThat(side.ended).isNotDone();
        System.out.println("[fault 32] 3 answers and a failure to no open query were dropped and counted");
    }

    @Test
    void aQueryThatComesTwiceIsExecutedOnce() throws Exception {
        send(QUERY, 0, 5, asked("five"));
        send(QUERY, 0, 5, asked("five again"));
        send(QUERY, 0, 6, asked("six"));

        await().atMost(LONG).until(() -> answers(6).size() == 1 && answers(5).size() == 1);
        side.session.close(LONG); // whatever was accepted is answered by now
        assertThat(executed).containsExactlyInAnyOrder("five", "six");
        assertThat(answers(5)).containsExactly("five");
        assertThat(side.session.droppedFrames()).isOne();
        System.out.println("[fault 32] a query that came twice was executed once");
    }

    private static void failOnceTimeIsOver() {
        var context = requireNonNull(QueryContext.current());
        await().atMost(LONG).until(context::isCancelled);
        throw new IllegalStateException("nobody waits any more");
    }

    /** The asker may still wait, by its own clock: it is to hear that its time is over, not what came of that. */
    @Test
    void aHandlerThatFailsOnceItsTimeIsOverIsLate() throws Exception {
        send(QUERY, 0, 5, asked(WAITS, 1_000));

        await().atMost(LONG).until(() -> !bodies(FAILURE, 5).isEmpty());
        assertThat(bodies(FAILURE, 5)).containsExactly(LATE);
        assertThat(executed).containsExactly(WAITS);
    }

    @Test
    void aResumeThatWasNotAgreedUponEndsTheLink() throws Exception {
        send(RESUME, 0, 1, new byte[24]);

        assertThat(side.ended.get(20, TimeUnit.SECONDS)).hasMessageContaining("RESUME, which was not agreed upon");
    }

    private static byte[] asked(String text) {
        return asked(text, 60_000);
    }

    private static byte[] asked(String text, int millis) {
        return ByteBuffer.allocate(13 + text.length())
                .putLong(0)
                .put((byte) 0)
                .putInt(millis)
                .put(bytes(text))
                .array();
    }

    /** One frame in one record. */
    private void send(int type, int flags, long id, byte[] body) throws IOException {
        var record = ByteBuffer.allocate(16 + body.length)
                .putInt(12 + body.length)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) body.length)
                .putLong(id)
                .put(body)
                .flip();
        pipes.other().write(new ByteBuffer[] {record}, 0, 1);
        assertThat(record.remaining()).isZero();
    }

    private long credit() throws IOException {
        receive();
        return sent.stream()
                .filter(frame -> frame.type == CREDIT)
                .mapToLong(Sent::id)
                .sum();
    }

    private List<String> answers(long id) throws IOException {
        return bodies(ANSWER, id);
    }

    private List<String> bodies(int type, long id) throws IOException {
        receive();
        return sent.stream()
                .filter(frame -> frame.type == type && frame.id == id)
                .map(Sent::body)
                .toList();
    }

    /** Takes apart what has come so far. */
    private void receive() throws IOException {
        while (pipes.other().read(unread) > 0) {
            // more may be there
        }
        unread.flip();
        while (unread.remaining() >= 4 && unread.remaining() >= 4 + unread.getInt(unread.position())) {
            int end = unread.getInt() + unread.position();
            while (unread.position() < end) {
                sent.add(frame());
            }
        }
        unread.compact();
    }

    private Sent frame() {
        int type = unread.get();
        unread.get(); // flags
        var body = new byte[unread.getShort()];
        long id = unread.getLong();
        unread.get(body);
        return new Sent(type, id, new String(body, StandardCharsets.UTF_8));
    }

    private static MemoryPipe.Pair pair() {
        try {
            return MemoryPipe.pair(512 << 10, ChannelBinding.of("memory"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
