package io.simpleipc.internal.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that notes in words what it is told. */
class Recorder implements Receiver {
    private static final long NEVER = TimeUnit.HOURS.toNanos(1);

    final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    final AtomicInteger heard = new AtomicInteger();
    volatile IOException cause;

    static String of(byte[] payload) {
        return payload.length + ":" + Integer.toHexString(Arrays.hashCode(payload));
    }

    /** Waits for the next note. */
    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing happened");
        }
        return event;
    }

    @Override
    public void query(long id, long parent, int depth, long remainingMillis, byte[] payload) {
        events.add("query " + id + " parent " + parent + " depth " + depth + " remaining " + remainingMillis + " "
                + of(payload));
    }

    @Override
    public void answer(long id, byte[] payload) {
        events.add("answer " + id + " " + of(payload));
    }

    @Override
    public void failure(long id, Failure failure) {
        events.add("failure " + id + " " + failure);
    }

    @Override
    public void message(byte[] payload) {
        events.add("message " + of(payload));
    }

    @Override
    public void cancel(long id) {
        events.add("cancel " + id);
    }

    @Override
    public void resume(long id, UUID session, long former) {
        events.add("resume " + id + " " + session + " " + former);
    }

    @Override
    public void closing(long lastAccepted) {
        events.add("closing " + lastAccepted);
    }

    @Override
    public void pong(long id) {
        events.add("pong " + id);
    }

    @Override
    public void drained() {
        // of no interest to most tests
    }

    @Override
    public void heard() {
        heard.incrementAndGet();
    }

    @Override
    public long tick(long now) throws IOException {
        return now + NEVER;
    }

    @Override
    public boolean takeTasks() {
        return false;
    }

    @Override
    public void runTasks() {
        throw new AssertionError("there are none");
    }

    @Override
    public void ended(IOException why) {
        cause = why;
        events.add("ended");
    }
}
