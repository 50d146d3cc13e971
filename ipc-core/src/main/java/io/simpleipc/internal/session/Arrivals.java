package io.simpleipc.internal.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one link has brought. Written by whoever holds the read token, without a locked instruction, since it is written for
 * each frame; read by any thread, which sees what has just been written or a little less.
 */
final class Arrivals {
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong queries = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();

    /** An answer that somebody waits for, before he has it. */
    void answer() {
        add(answers, 1);
    }

    /** He had given up at that very moment. */
    void answerInVain() {
        add(answers, -1);
    }

    void query() {
        add(queries, 1);
    }

    void message() {
        add(messages, 1);
    }

    long answers() {
        return answers.getAcquire();
    }

    long queries() {
        return queries.getAcquire();
    }

    long messages() {
        return messages.getAcquire();
    }

    private static void add(AtomicLong count, long more) {
        count.setRelease(count.getPlain() + more);
    }
}
