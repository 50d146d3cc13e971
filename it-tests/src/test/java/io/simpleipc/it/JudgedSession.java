package io.simpleipc.it;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * One side of one session, which judges what has become of the other side's records. Both sides know all messages of
 * both. Confined to one thread.
 */
interface JudgedSession {
    /** How many records each side sends, each with one message. */
    int RECORDS = 5;

    /** Read to the end, which came when all was read. */
    char ENDED = 'E';
    /** What arrived was refused, and the session ended by it. */
    char REFUSED = 'R';
    /** The rest of a record was waited for when the end came. */
    char CUT_SHORT = 'C';
    /** What was read is not what had been sent, or not in this place. */
    char WRONG = 'W';
    /** It ended by an error of a kind that should not come out. */
    char UNTYPED = 'U';

    /** Takes a step of the handshake, if there is one: what this side says next. */
    default byte[] say() throws IOException, InterruptedException {
        return new byte[0];
    }

    /** The other side's step. */
    default void hear(byte[] step) {}

    /** What this side sends after the handshake: {@link #RECORDS} records. */
    byte[] records() throws IOException, InterruptedException;

    /**
     * Reads what has come.
     *
     * @return two characters: how many messages in a row were those that the other side had sent, and how it ended
     */
    String judge(byte[] arrived);

    /** The message of a record; no two are the same. */
    static byte[] message(long seed, boolean ofDialler, int index) {
        var random = new SplittableRandom(seed + (ofDialler ? 1 : 2) * 1_000L + index);
        var message = new byte[8 + random.nextInt(random.nextInt(20) == 0 ? 16_000 : 300)];
        random.nextBytes(message);
        return message;
    }
}
