package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.wire.Departure;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.Receiver;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** One side of a link says something, as bytes, and what a receiver hears of it, in words that no refactoring changes. */
final class GoldenTalk {
    /**
     * What one side said.
     *
     * @param bytes on the wire
     * @param heard by the other side
     */
    record Said(byte[] bytes, List<String> heard) {
        private static final String BETWEEN_EVENTS = "|";

        String text() {
            return HexFormat.of().formatHex(bytes) + BETWEEN_EVENTS + String.join(BETWEEN_EVENTS, heard);
        }

        static Said parse(String text) {
            var parts = Arrays.asList(text.split("\\|", -1));
            return new Said(HexFormat.of().parseHex(parts.get(0)), parts.subList(1, parts.size()));
        }
    }

    private static final Limits LIMITS = new Limits(1 << 20, 64, 4L << 20);
    private static final Duration NEVER = Duration.ofDays(60);
    private static final int LINES = 4;

    private GoldenTalk() {}

    /** Has a link say something. */
    static Said record(Random random, Seal seal) throws Exception {
        try (var ends = new Ends(seal, new Ear())) {
            var expected = new ArrayList<String>();
            int queries = 0;
            for (int i = 0; i < LINES; i++) {
                int size = random.nextInt(800) == 0 ? 20_000 : random.nextInt(40);
                var payload = new byte[size];
                random.nextBytes(payload);
                long id = 1 + random.nextInt(1000);
                switch (random.nextInt(7)) {
                    case 0, 1 -> {
                        long parent = random.nextInt(2) * id;
                        int depth = parent == 0 ? 0 : 1 + random.nextInt(60);
                        ends.link.query(
                                payload, parent, depth, Deadline.after(NEVER).nanoTime(), new Departed());
                        queries++;
                        expected.add(Ear.asked(queries, parent, depth, 4_294_967_295L, payload));
                    }
                    case 2, 3 -> {
                        ends.link.answer(id, payload, Deadline.after(NEVER).nanoTime());
                        expected.add(Ear.words("answer", id, payload));
                    }
                    case 4 -> {
                        ends.link.message(payload, Deadline.after(NEVER));
                        queries++; // they share their ids
                        expected.add(Ear.words("message", 0, payload));
                    }
                    case 5 -> {
                        var failure = failure(random);
                        ends.link.failure(id, failure);
                        expected.add(Ear.failed(id, failure));
                    }
                    default -> {
                        ends.link.cancel(id);
                        expected.add("cancel " + id);
                    }
                }
            }
            ends.link.closing(queries);
            expected.add("closing " + queries);
            if (!ends.link.flushed(Deadline.after(Duration.ofSeconds(20)))) {
                throw new IllegalStateException("not all of it was written");
            }
            return new Said(ends.taken(), expected);
        }
    }

    private static Failure failure(Random random) {
        var text = "why " + random.nextInt(1000);
        return switch (random.nextInt(7)) {
            case 0 -> new Failure.HandlerFailed("java.lang.Error", text);
            case 1 -> new Failure.NoHandler(text);
            case 2 -> new Failure.Overloaded(text);
            case 3 -> new Failure.AnswerTooLarge(random.nextInt(1000), random.nextInt(1000));
            case 4 -> new Failure.Closing();
            case 5 -> new Failure.Expired();
            default -> new Failure.Late();
        };
    }

    /** Has a link of today hear what was recorded; returns so many things that it heard. */
    static List<String> hear(byte[] bytes, Seal seal, int count) throws Exception {
        var ear = new Ear();
        try (var ends = new Ends(seal, ear)) {
            var record = new ByteBuffer[] {ByteBuffer.wrap(bytes)};
            ends.pipes.other().write(record, 0, 1);
            var heard = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                heard.add(ear.next());
            }
            return heard;
        }
    }

    /** A link over a pipe, the other end of which is in our hands. */
    private static final class Ends implements AutoCloseable {
        final MemoryPipe.Pair pipes = MemoryPipe.pair(1 << 18, ChannelBinding.of("memory"));
        final Link link;
        private final Thread reader;

        Ends(Seal seal, Receiver receiver) throws IOException {
            link = new Link(pipes.one(), LIMITS, LIMITS, seal, ByteBuffer.allocate(0), false);
            reader = new Thread(() -> link.run(receiver), "golden reader");
            reader.start();
        }

        byte[] taken() throws IOException {
            var bytes = ByteBuffer.allocate(1 << 18);
            while (pipes.other().read(bytes) > 0) {
                // more may be there
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        }

        @Override
        public void close() throws InterruptedException {
            link.close(new IOException("that was all"));
            pipes.other().close();
            reader.join();
        }
    }

    private static final class Departed extends Departure {
        @Override
        protected void staged(long id) {
            // the ids are known
        }
    }

    /** Puts into words what it hears. */
    private static final class Ear implements Receiver {
        private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            var event = events.poll(20, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        }

        static String asked(long id, long parent, int depth, long remaining, byte[] payload) {
            return words("query", id, payload) + " parent " + parent + " depth " + depth + " remaining " + remaining;
        }

        static String words(String what, long id, byte[] payload) {
            var sum = new CRC32();
            sum.update(payload);
            return what + " " + id + " of " + payload.length + " bytes " + Long.toHexString(sum.getValue());
        }

        static String failed(long id, Failure failure) {
            return "failure " + id + " " + text(failure);
        }

        private static String text(Failure failure) {
            if (failure instanceof Failure.HandlerFailed failed) {
                return "handler failed " + failed.typeName() + " " + failed.message();
            }
            if (failure instanceof Failure.NoHandler none) {
                return "no handler " + none.text();
            }
            if (failure instanceof Failure.Overloaded overloaded) {
                return "overloaded " + overloaded.text();
            }
            if (failure instanceof Failure.AnswerTooLarge large) {
                return "answer too large " + large.size() + " " + large.limit();
            }
            if (failure instanceof Failure.Closing) {
                return "closing";
            }
            return failure instanceof Failure.Expired ? "expired" : "late";
        }

        @Override
        public void query(long id, long parent, int depth, long remainingMillis, byte[] payload) {
            events.add(asked(id, parent, depth, remainingMillis, payload));
        }

        @Override
        public void answer(long id, byte[] payload) {
            events.add(words("answer", id, payload));
        }

        @Override
        public void failure(long id, Failure failure) {
            events.add(failed(id, failure));
        }

        @Override
        public void message(byte[] payload) {
            events.add(words("message", 0, payload));
        }

        @Override
        public void cancel(long id) {
            events.add("cancel " + id);
        }

        @Override
        public void resume(long id, UUID session, long former) {
            throw new AssertionError("nothing was cut here");
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
            // of no interest
        }

        @Override
        public void heard() {
            // of no interest
        }

        @Override
        public long tick(long now) {
            return now + TimeUnit.HOURS.toNanos(1);
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
            events.add("ended: " + why.getMessage());
        }
    }
}
