package io.simpleipc.benchmarks.peers;

import io.simpleipc.measure.Place;
import io.simpleipc.measure.Subject;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;

/** Eclipse LSP4J over a unix socket: JSON-RPC, the query as text of as many letters as the others have bytes. */
final class Lsp4jPeer implements Subject {
    static final String LABEL = "lsp4j";

    /** Held, lest its level be forgotten: that the other side leaves is no news. */
    private static final Logger QUIET = Logger.getLogger("org.eclipse.lsp4j");

    /** What both sides know. */
    public interface Echo {
        /**
         * Answers.
         *
         * @param query any text
         * @return the same
         */
        @JsonRequest
        CompletableFuture<String> echo(String query);
    }

    /** The side that answers. */
    public static final class Echoing implements Echo {
        @Override
        public CompletableFuture<String> echo(String query) {
            return CompletableFuture.completedFuture(query);
        }
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public boolean goesOver(String transport) {
        return transport.equals("unix");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public Closeable serve(Place place) throws IOException {
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(place.socket(LABEL)));
        var thread = new Thread(() -> acceptAll(listener), LABEL);
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private static void acceptAll(ServerSocketChannel listener) {
        try {
            while (true) {
                launch(listener.accept());
            }
        } catch (AsynchronousCloseException e) {
            return; // the measurement is over
        } catch (IOException e) {
            throw new IllegalStateException("the echo of " + LABEL + " failed", e);
        }
    }

    private static Launcher<Echo> launch(SocketChannel channel) {
        QUIET.setLevel(Level.OFF);
        var launcher = new Launcher.Builder<Echo>()
                .setLocalService(new Echoing())
                .setRemoteInterface(Echo.class)
                .setInput(ChannelStreams.in(channel))
                .setOutput(ChannelStreams.out(channel))
                .create();
        var unused = launcher.startListening();
        return launcher;
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException {
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(place.socket(LABEL)));
        return new Lsp4jCaller(channel, launch(channel).getRemoteProxy(), "x".repeat(payloadBytes));
    }

    private record Lsp4jCaller(SocketChannel channel, Echo remote, String text) implements Caller {
        @Override
        public int call(byte[] payload) throws ExecutionException, InterruptedException {
            return remote.echo(text).get().length();
        }

        @Override
        public void callAsync(byte[] payload, Answered then) {
            var unused = remote.echo(text)
                    .whenComplete((answer, problem) -> then.answered(answer == null ? 0 : answer.length(), problem));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
