package io.simpleipc.internal.lifecycle;

import static java.util.Objects.requireNonNull;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionSnapshot;
import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Peer;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Retry;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.internal.session.Handlers;
import io.simpleipc.internal.session.Resumption;
import io.simpleipc.internal.session.Session;
import io.simpleipc.internal.session.Tally;
import io.simpleipc.internal.session.Workers;
import io.simpleipc.spi.HandlerScope;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The connection that the user holds: checks arguments, turns text into bytes and back, and hands queries to the
 * session of the moment. Without state of its own. While somebody records queries, each is followed from here.
 */
final class Tunnel implements Connection {
    private final String address;
    private final Duration queryTimeout;
    private final Board board;
    private final Supervisor supervisor;
    private final Watch watch;
    private final Recorder recorder;
    private final Repeating repeating;

    /**
     * Who knows what the connection does and has done.
     *
     * @param events counts what happens to it
     * @param tally counts what is asked and answered
     * @param resumption has the queries that wait for the peer to come back
     * @param recorder of this JVM
     */
    record Watch(Events events, Tally tally, Resumption resumption, Recorder recorder) {}

    Tunnel(String address, Spec spec, Board board, Supervisor supervisor, Workers workers, Watch watch) {
        this.address = address;
        this.queryTimeout = spec.queryTimeout();
        this.board = board;
        this.supervisor = supervisor;
        this.watch = watch;
        this.recorder = watch.recorder();
        this.repeating = new Repeating(new Once(), workers);
    }

    @Override
    public void connect() {
        supervisor.connect(queryTimeout);
    }

    @Override
    public void connect(Duration timeout) {
        supervisor.connect(positive(timeout));
    }

    @Override
    public boolean isConnected() {
        return state() == ConnectionState.CONNECTED;
    }

    @Override
    public ConnectionState state() {
        return board.status().state();
    }

    @Override
    public @Nullable Role role() {
        return board.status().role();
    }

    @Override
    public @Nullable Peer peer() {
        return board.status().peer();
    }

    @Override
    public ConnectionSnapshot snapshot() {
        var sum = watch.tally().sum(board.status().session(), watch.resumption());
        var links = watch.events().links();
        var status = board.status();
        return new ConnectionSnapshot(
                status.state(),
                status.role(),
                status.peer(),
                sum.queries(),
                sum.inquiries(),
                sum.messages(),
                links,
                sum.roundTrips());
    }

    @Override
    public boolean awaitConnected(Duration timeout) {
        return supervisor.awaitConnected(requireNonNull(timeout, "timeout"));
    }

    @Override
    public String query(String query) {
        return query(query, queryTimeout);
    }

    @Override
    public String query(String query, Duration timeout) {
        return text(query(bytes(query, "query"), timeout));
    }

    @Override
    public byte[] query(byte[] query) {
        return query(query, queryTimeout);
    }

    @Override
    public byte[] query(byte[] query, Duration timeout) {
        requireNonNull(query, "query");
        return recorder.records() ? recorded(query, timeout) : sessionToAsk().query(query, positive(timeout));
    }

    private byte[] recorded(byte[] query, Duration timeout) {
        var recording = recorder.query(query.length);
        try {
            var answer = sessionToAsk().query(query, positive(timeout));
            recording.answered(answer.length);
            return answer;
        } catch (IpcException e) {
            recording.failed(e);
            throw e;
        }
    }

    @Override
    public String query(String query, Duration timeout, Retry retry) {
        return text(query(bytes(query, "query"), timeout, retry));
    }

    @Override
    public byte[] query(byte[] query, Duration timeout, Retry retry) {
        return requireNonNull(retry, "retry") == Retry.NEVER
                ? query(query, timeout)
                : repeating.query(requireNonNull(query, "query"), positive(timeout));
    }

    @Override
    public CompletableFuture<String> queryAsync(String query) {
        return queryAsync(query, queryTimeout);
    }

    @Override
    public CompletableFuture<String> queryAsync(String query, Duration timeout) {
        return TextFuture.of(queryAsync(bytes(query, "query"), timeout));
    }

    @Override
    public CompletableFuture<byte[]> queryAsync(byte[] query) {
        return queryAsync(query, queryTimeout);
    }

    @Override
    public CompletableFuture<byte[]> queryAsync(byte[] query, Duration timeout) {
        requireNonNull(query, "query");
        positive(timeout);
        return recorder.records() ? recordedAsync(query, timeout) : askAsync(query, timeout);
    }

    private CompletableFuture<byte[]> recordedAsync(byte[] query, Duration timeout) {
        var recording = recorder.query(query.length);
        var answer = askAsync(query, timeout);
        var unused = answer.whenComplete((bytes, failure) -> {
            if (failure == null) {
                recording.answered(bytes.length);
            } else {
                recording.failed(failure);
            }
        });
        return answer;
    }

    private CompletableFuture<byte[]> askAsync(byte[] query, Duration timeout) {
        Session session;
        try {
            session = sessionToAsk();
        } catch (NotConnectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return session.queryAsync(query, timeout);
    }

    @Override
    public CompletableFuture<String> queryAsync(String query, Duration timeout, Retry retry) {
        return TextFuture.of(queryAsync(bytes(query, "query"), timeout, retry));
    }

    @Override
    public CompletableFuture<byte[]> queryAsync(byte[] query, Duration timeout, Retry retry) {
        return requireNonNull(retry, "retry") == Retry.NEVER
                ? queryAsync(query, timeout)
                : repeating.queryAsync(requireNonNull(query, "query"), positive(timeout));
    }

    @Override
    public void send(String message) {
        send(bytes(message, "message"));
    }

    @Override
    public void send(byte[] message) {
        requireNonNull(message, "message");
        session().send(message, queryTimeout);
    }

    @Override
    public void close() {
        supervisor.close();
        repeating.close();
    }

    /** Where it meets whom; never a secret. */
    @Override
    public String toString() {
        var status = board.status();
        var peer = status.peer();
        return "Connection[" + address + " " + status.state() + (peer == null ? "" : " with process " + peer.pid())
                + "]";
    }

    private Session sessionToAsk() {
        try {
            return session();
        } catch (NotConnectedException e) {
            watch.tally().notSent();
            throw e;
        }
    }

    private Session session() {
        var status = board.status();
        var session = status.session();
        if (session == null) {
            throw new NotConnectedException(whyNot(status), status.refusal());
        }
        if (status.state() == ConnectionState.CLOSED && HandlerScope.current() == null) {
            throw new NotConnectedException(
                    "the connection at " + address + " is being closed; nothing was sent", null);
        }
        return session;
    }

    private String whyNot(Status status) {
        switch (status.state()) {
            case IDLE:
                var refusal = status.refusal();
                return refusal == null
                        ? "not connected at " + address + "; call connect() first"
                        : "not connected at " + address + "; call connect() again; the last attempt said: "
                                + refusal.getMessage();
            case LISTENING:
                return "no peer is joined at " + address
                        + " at the moment; start the other process, awaitConnected() waits for it";
            case CLOSED:
                return "the connection at " + address + " is closed for good; make a new one";
            default:
                return "not connected at " + address + " yet, but trying; awaitConnected() waits for it";
        }
    }

    private static Duration positive(Duration timeout) {
        if (requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be longer than zero, not " + timeout);
        }
        return timeout;
    }

    private static byte[] bytes(String text, String name) {
        try {
            return Handlers.encode(requireNonNull(text, name));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the " + name + " holds half a surrogate pair and so is no text", e);
        }
    }

    private static String text(byte[] answer) {
        try {
            return Handlers.decode(answer);
        } catch (CharacterCodingException e) {
            throw new RemoteQueryException(
                    "", "the peer's answer is no UTF-8 text (" + e + "); ask for bytes", Outcome.EXECUTED);
        }
    }

    /** This connection, asking once. Time that is over meanwhile is the session's to report. */
    private final class Once implements Repeating.Asker {
        private static final Duration SHORTEST = Duration.ofNanos(1);

        @Override
        public byte[] ask(byte[] query, Duration timeout) {
            return query(query, timeout.isZero() ? SHORTEST : timeout);
        }

        @Override
        public CompletableFuture<byte[]> askAsync(byte[] query, Duration timeout) {
            return queryAsync(query, timeout);
        }

        @Override
        public @Nullable CompletableFuture<byte[]> askAsync(byte[] query, Duration room, Duration timeout) {
            try {
                return sessionToAsk().queryAsync(query, room, timeout.isZero() ? SHORTEST : timeout);
            } catch (NotConnectedException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public boolean awaitConnected(Duration timeout) {
            return supervisor.awaitConnected(timeout);
        }

        @Override
        public boolean goesOn() {
            var state = state();
            return state != ConnectionState.IDLE && state != ConnectionState.CLOSED;
        }
    }

    /** An answer of text that is under way; cancelling it cancels the query of bytes beneath. */
    private static final class TextFuture extends CompletableFuture<String> {
        private final CompletableFuture<byte[]> bytes;

        private TextFuture(CompletableFuture<byte[]> bytes) {
            this.bytes = bytes;
        }

        static TextFuture of(CompletableFuture<byte[]> bytes) {
            var text = new TextFuture(bytes);
            var unused = bytes.whenComplete(text::finish);
            return text;
        }

        private void finish(byte @Nullable [] answer, @Nullable Throwable failure) {
            if (answer == null) {
                completeExceptionally(requireNonNull(failure));
                return;
            }
            try {
                complete(text(answer));
            } catch (RemoteQueryException e) {
                completeExceptionally(e);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            bytes.cancel(mayInterruptIfRunning);
            return super.cancel(mayInterruptIfRunning);
        }
    }
}
