package io.simpleipc.it;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Strangers at a door, very many or very slow ones, until it is closed. */
final class Crowd implements AutoCloseable {
    private static final int HELD_OPEN = 64;

    private final Address address;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong dials = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final long start = System.nanoTime();
    private final Team team;

    /** What one of them does, as often as it can. */
    private interface Manners {
        void visit() throws IOException, InterruptedException;
    }

    /** Two that dial so often a second in all, say a few bytes, and keep the last 64 connections open. */
    static Crowd flood(Address address, int perSecond, byte[] words) {
        return new Crowd(address, 2, crowd -> {
            var open = new ArrayDeque<SocketChannel>();
            long between = 2 * TimeUnit.SECONDS.toNanos(1) / perSecond;
            long[] next = {System.nanoTime()};
            return new Visitor(open, () -> {
                // What was missed while others had the processor is made up for.
                next[0] += between;
                TimeUnit.NANOSECONDS.sleep(next[0] - System.nanoTime()); // the rate is the subject
                var channel = crowd.dial();
                open.add(channel);
                crowd.say(channel, ByteBuffer.wrap(words));
                if (open.size() > HELD_OPEN / 2) {
                    open.remove().close();
                }
            });
        });
    }

    /** Each of them says a byte a second, and comes again when it was sent away. */
    static Crowd ofSlowOnes(Address address, int size, byte[] words) {
        return new Crowd(address, size, crowd -> {
            var open = new ArrayDeque<SocketChannel>();
            int[] said = {0};
            return new Visitor(open, () -> {
                if (open.isEmpty()) {
                    open.add(crowd.dial());
                    said[0] = 0;
                }
                try {
                    crowd.say(open.element(), ByteBuffer.wrap(words, said[0]++ % words.length, 1));
                    TimeUnit.SECONDS.sleep(1); // a byte a second is the subject
                } catch (IOException e) {
                    open.remove().close();
                }
            });
        });
    }

    /** One of them, and the connections that it has open. */
    private record Visitor(ArrayDeque<SocketChannel> open, Manners manners) {}

    /** Makes one of them. */
    private interface Birth {
        Visitor of(Crowd crowd);
    }

    private Crowd(Address address, int size, Birth birth) {
        this.address = address;
        team = new Team("stranger at " + address, size, index -> live(birth.of(this)));
    }

    private void live(Visitor visitor) throws IOException {
        try {
            while (!over.get()) {
                try {
                    visitor.manners().visit();
                } catch (IOException e) {
                    refused.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } finally {
            for (var channel : visitor.open()) {
                channel.close();
            }
        }
    }

    /** Closing resets: thousands of these leave no port in TIME_WAIT to the rest of the machine. */
    private SocketChannel dial() throws IOException {
        var channel = SocketChannel.open(address.socketAddress());
        if (!address.isUnix()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        dials.incrementAndGet();
        return channel;
    }

    private void say(SocketChannel channel, ByteBuffer words) throws IOException {
        bytes.addAndGet(channel.write(words));
    }

    long dials() {
        return dials.get();
    }

    long perSecond() {
        return dials.get() * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    }

    @Override
    public void close() throws InterruptedException {
        over.set(true);
        team.interruptAll();
        team.awaitAll();
    }

    @Override
    public String toString() {
        return dials + " dials, " + perSecond() + " a second, " + bytes + " bytes, " + refused + " failures";
    }
}
