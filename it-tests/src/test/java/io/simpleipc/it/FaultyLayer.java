package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Pipe;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The network of one process, which does what the test says. A layer and no proxy, because a unix socket that leads to
 * another is refused. Says in the handshake what its carrier says, so that the other process needs no such layer.
 */
public final class FaultyLayer implements LayeredTransport {
    private static final Queue<LossyPipe> PIPES = new ConcurrentLinkedQueue<>();
    private static final Lateness LATENESS = new Lateness();
    private static final LongAdder LOST = new LongAdder();
    private static volatile LossyPipe newest;
    private static volatile boolean down;
    private static volatile int delayMillis;

    /** For the service loader. */
    public FaultyLayer() {}

    /**
     * What the test says: {@code swallow}, all open pipes from now on; {@code down}, those and those to come;
     * {@code up} again for those to come, and what was swallowed is closed; {@code cut}, the newest one; {@code slow
     * BYTES}, so many every 10 ms; {@code delay MILLIS}, what is read from now on, pipes to come included; {@code late},
     * what was so far; {@code half-close}, the newest one's way out; {@code lost}, what was written to such; {@code storm CUTS SEED}.
     */
    static List<String> obey(Connection connection, List<String> args) throws Exception {
        switch (args.get(0)) {
            case "swallow" -> open().forEach(LossyPipe::swallow);
            case "down" -> {
                down = true;
                open().forEach(LossyPipe::swallow);
            }
            case "up" -> {
                down = false;
                PIPES.stream().filter(LossyPipe::isClosed).forEach(LossyPipe::bury);
            }
            case "cut" -> newest().cut();
            case "slow" -> newest().slow(Integer.parseInt(args.get(1)));
            case "delay" -> {
                delayMillis = Integer.parseInt(args.get(1));
                open().forEach(pipe -> pipe.delay(delayMillis));
            }
            case "late" -> {
                return LATENESS.sum().report();
            }
            case "half-close" -> newest().halfClose();
            case "lost" -> {
                return List.of("bytes=" + LOST);
            }
            case "storm" -> {
                return new Storm(connection, args.subList(1, args.size())).run();
            }
            default -> throw new IllegalArgumentException("unknown fault " + args);
        }
        return List.of();
    }

    /** The newest that is open: a stranger who has come and gone is not meant. The last one if none is open. */
    static LossyPipe newest() {
        return open().reduce((one, next) -> next).orElse(newest);
    }

    private static Stream<LossyPipe> open() {
        return PIPES.stream().filter(pipe -> !pipe.isClosed());
    }

    @Override
    public String layer() {
        return "faulty";
    }

    @Override
    public Endpoint endpoint(Spec spec, Endpoint carrier) {
        return new WrappedEndpoint("faulty", carrier, FaultyLayer::faulty);
    }

    private static Pipe faulty(Pipe carrier) {
        var pipe = new LossyPipe(carrier, LATENESS, LOST);
        pipe.delay(delayMillis);
        if (down) {
            pipe.swallow();
        }
        PIPES.removeIf(LossyPipe::isOver);
        PIPES.add(pipe);
        newest = pipe;
        return pipe;
    }
}
