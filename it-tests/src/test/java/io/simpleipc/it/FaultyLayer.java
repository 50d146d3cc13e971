package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Pipe;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The network of one process, which does what the test says. A layer and no proxy, because a unix socket that leads to
 * another is refused. Says in the handshake what its carrier says, so that the other process needs no such layer.
 */
public final class FaultyLayer implements LayeredTransport {
    private static final Queue<LossyPipe> PIPES = new ConcurrentLinkedQueue<>();
    private static volatile LossyPipe newest;
    private static volatile boolean down;

    /** For the service loader. */
    public FaultyLayer() {}

    /**
     * What the test says: {@code swallow}, the newest pipe from now on; {@code down}, that one and those to come;
     * {@code up} again for those to come, and what was swallowed is closed; {@code cut}, the newest one; {@code slow
     * BYTES}, so many every 10 ms; {@code storm CUTS SEED}.
     */
    static List<String> obey(Connection connection, List<String> args) throws Exception {
        switch (args.get(0)) {
            case "swallow" -> newest.swallow();
            case "down" -> {
                down = true;
                newest.swallow();
            }
            case "up" -> {
                down = false;
                PIPES.stream().filter(LossyPipe::isClosed).forEach(LossyPipe::bury);
            }
            case "cut" -> newest.cut();
            case "slow" -> newest.slow(Integer.parseInt(args.get(1)));
            case "storm" -> {
                return new Storm(connection, args.subList(1, args.size())).run();
            }
            default -> throw new IllegalArgumentException("unknown fault " + args);
        }
        return List.of();
    }

    static LossyPipe newest() {
        return newest;
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
        var pipe = new LossyPipe(carrier);
        if (down) {
            pipe.swallow();
        }
        PIPES.removeIf(LossyPipe::isOver);
        PIPES.add(pipe);
        newest = pipe;
        return pipe;
    }
}
