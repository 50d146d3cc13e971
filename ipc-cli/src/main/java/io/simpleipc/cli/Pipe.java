package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Retry;
import io.simpleipc.Spec;
import io.simpleipc.cli.PipeMessage.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One side of a pipe: its input to the other side's output, and the other way round. Pieces travel as queries, a few at a
 * time, and are answered when they are written. They are numbered and written once, so one that may have got lost with its
 * link is asked again; but never of another process than the one that was there in the beginning. Used once.
 */
final class Pipe implements ConnectionListener {
    private static final int VERSION = 1;
    private static final int LONGEST_MESSAGE = 256 << 10;
    private static final int WINDOW = 8;

    /** An output may be blocked as long as it likes; whether the other side lives the engine finds out by itself. */
    private static final Duration FOR_EVER = Duration.ofDays(30);

    private static final Duration PARTING = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Duration patience;
    private final int longestMessage;
    private final InputStream in;
    private final PipeOutput out;
    private final long self = 1 + (new SecureRandom().nextLong() >>> 1);

    /** The one other side of this pipe; 0 before it was met. */
    private final AtomicLong partner = new AtomicLong();

    private final Semaphore window = new Semaphore(WINDOW);

    // Each direction at its end; whatever fails ends both.
    private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> received = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> both = CompletableFuture.allOf(sent, received);

    /** The other side knows that this one is at its end, or is gone. */
    private final CountDownLatch parted = new CountDownLatch(1);

    private volatile @Nullable Connection joined;

    /** What failed is known at the other side, from where it came. */
    private volatile boolean otherKnows;

    /**
     * A pipe that does nothing yet.
     *
     * @param spec its queryTimeout is how long a lost peer may stay away
     * @param in read to its end
     * @param out closed at the end
     */
    Pipe(Spec spec, InputStream in, OutputStream out) {
        this.patience = spec.queryTimeout();
        this.longestMessage = Math.min(LONGEST_MESSAGE, spec.maxMessageSize());
        this.in = in;
        this.out = new PipeOutput(out);
    }

    /**
     * Runs to the end of both directions.
     *
     * @param connection a peer is joined
     * @throws CommandFailure if not all of both directions was written
     * @throws IpcException likewise
     */
    void run(Connection connection) throws InterruptedException {
        joined = connection;
        try {
            int longest = greet(connection);
            var reader = new Thread(() -> send(connection, longest), "ipc-pipe-input");
            reader.setDaemon(true); // no interrupt ends a read
            reader.start();
            both.get();
            part(connection);
        } catch (ExecutionException e) {
            var cause = (RuntimeException) Objects.requireNonNull(e.getCause());
            giveUp(connection, String.valueOf(cause.getMessage()));
            throw cause;
        } catch (IpcException | CommandFailure e) {
            giveUp(connection, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Makes sure that the other side is a pipe too. Returns how long a piece may be. */
    private int greet(Connection connection) {
        var hello = PipeMessage.of(Kind.HELLO, self, 0, VERSION);
        PipeMessage welcome;
        try {
            welcome = PipeMessage.parse(connection.query(hello.bytes(), patience, Retry.IDEMPOTENT));
            if (welcome.kind() != Kind.WELCOME || welcome.receiver() != self) {
                throw notAPipe(null);
            }
            meet(welcome.sender());
        } catch (RemoteQueryException e) {
            throw isOfAPipe(e) ? explained(e) : notAPipe(e);
        } catch (PipeException e) {
            throw notAPipe(e);
        }
        return (int) Math.min(longestMessage, welcome.number()) - PipeMessage.HEADER;
    }

    private static CommandFailure notAPipe(@Nullable Throwable cause) {
        return new CommandFailure(
                ExitCode.INCOMPATIBLE,
                "the other side does not run ipc pipe; both sides have to: end what runs there and start ipc pipe",
                null,
                cause);
    }

    // Sending, on a thread of its own.

    private void send(Connection connection, int longest) {
        long number = 0;
        long total = 0;
        try {
            var piece = new byte[longest];
            for (int length = fill(piece); length >= 0; length = fill(piece)) {
                window.acquire();
                if (sent.isDone()) {
                    return;
                }
                ask(connection, Kind.DATA, number, ByteBuffer.wrap(piece, 0, length), window::release);
                number++;
                total += length;
            }
            window.acquire(WINDOW);
            if (!sent.isDone()) {
                var end = ByteBuffer.allocate(Long.BYTES).putLong(total).flip();
                ask(connection, Kind.END, number, end, () -> sent.complete(null));
            }
        } catch (IOException e) {
            fail(new CommandFailure(ExitCode.FAILED, "standard input cannot be read: " + e.getMessage(), null, e));
        } catch (InterruptedException e) {
            fail(new CommandFailure(ExitCode.FAILED, "the thread that reads standard input was interrupted", null, e));
        } catch (RuntimeException | Error e) {
            fail(e instanceof RuntimeException known ? known : new IllegalStateException(e));
        }
    }

    /** What is there, at least a byte, without waiting for more; -1 at the end. */
    private int fill(byte[] piece) throws IOException {
        int length = in.read(piece);
        while (length > 0 && length < piece.length && in.available() > 0) {
            int more = in.read(piece, length, piece.length - length);
            if (more < 0) {
                break;
            }
            length += more;
        }
        return length;
    }

    private void ask(Connection connection, Kind kind, long number, ByteBuffer payload, Runnable done) {
        var message = new PipeMessage(kind, self, partner.get(), number, payload).bytes();
        var answer = connection.queryAsync(message, FOR_EVER, Retry.IDEMPOTENT);
        while (isWithoutPeer(answer) && !sent.isDone()) {
            if (!connection.awaitConnected(patience)) {
                throw lost("");
            }
            answer = connection.queryAsync(message, FOR_EVER, Retry.IDEMPOTENT);
        }
        var unused = answer.whenComplete((bytes, failure) -> settle(number, bytes, failure, done));
    }

    /** Between two links a query is not even tried. */
    private static boolean isWithoutPeer(CompletableFuture<byte[]> answer) {
        return answer.isCompletedExceptionally()
                && answer.handle((bytes, failure) -> unwrapped(failure)).join() instanceof NotConnectedException;
    }

    private void settle(long number, byte @Nullable [] answer, @Nullable Throwable failure, Runnable done) {
        if (answer == null) {
            var cause = unwrapped(failure);
            otherKnows = otherKnows || cause instanceof RemoteQueryException;
            fail(
                    cause instanceof RemoteQueryException remote
                            ? explained(remote)
                            : cause instanceof RuntimeException known ? known : new IllegalStateException(cause));
            return;
        }
        try {
            var message = PipeMessage.parse(answer);
            if (message.kind() == Kind.DONE && message.receiver() == self && message.number() == number) {
                done.run();
                return;
            }
        } catch (PipeException e) {
            fail(notAPipe(e));
            return;
        }
        fail(notAPipe(null));
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static boolean isOfAPipe(RemoteQueryException failure) {
        return failure.typeName().equals(PipeException.class.getName());
    }

    /** What the other pipe said, without the names of classes. */
    private static CommandFailure explained(RemoteQueryException failure) {
        var message = String.valueOf(failure.getMessage());
        var mark = failure.typeName() + ": ";
        int start = isOfAPipe(failure) ? message.indexOf(mark) : -1;
        return new CommandFailure(
                ExitCode.FAILED,
                "the other side gave up: "
                        + Chat.clean(
                                PlainWords.without(start < 0 ? message : message.substring(start + mark.length()))),
                null,
                failure);
    }

    // Receiving, on threads of the connection.

    /** Answers the other side. */
    byte[] handle(byte[] query) throws PipeException, InterruptedException {
        var message = PipeMessage.parse(query);
        meet(message.sender());
        if (message.kind() == Kind.HELLO) {
            if (message.number() != VERSION) {
                throw new PipeException("it speaks version " + VERSION + " of the messages of ipc pipe, not "
                        + message.number() + "; use the same ipc.jar at both sides");
            }
            return PipeMessage.of(Kind.WELCOME, self, message.sender(), longestMessage)
                    .bytes();
        }
        if (message.receiver() != self) {
            throw new PipeException("it was started after this pipe had begun, so what went before is missing; end both"
                    + " and start them anew");
        }
        try {
            take(message);
        } catch (PipeException e) {
            fail(new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), null, e));
            throw e;
        }
        return PipeMessage.of(Kind.DONE, self, message.sender(), message.number())
                .bytes();
    }

    private void meet(long id) throws PipeException {
        if (!partner.compareAndSet(0, id) && partner.get() != id) {
            fail(new CommandFailure(
                    ExitCode.FAILED,
                    "another process has come in the place of the other side, so the pipe is cut; start both sides anew",
                    null));
            throw new PipeException("it was joined with another process before; end both and start them anew");
        }
    }

    private void take(PipeMessage message) throws PipeException, InterruptedException {
        switch (message.kind()) {
            case DATA -> out.write(message.number(), message.payload());
            case END -> {
                if (message.payload().remaining() != Long.BYTES) {
                    throw new PipeException("an end without a length came");
                }
                out.end(message.number(), message.payload().getLong());
                received.complete(null);
            }
            case BYE -> {
                awaitEnd();
                parted.countDown();
            }
            case GIVE_UP -> {
                otherKnows = true;
                var why = StandardCharsets.UTF_8.decode(message.payload()).toString();
                fail(new CommandFailure(ExitCode.FAILED, "the other side gave up: " + Chat.clean(why), null));
            }
            default -> throw new PipeException("a message of kind " + message.kind() + " came as a query");
        }
    }

    /** The receipt for our end may be behind the other side's farewell. */
    private void awaitEnd() throws PipeException, InterruptedException {
        try {
            both.get(PARTING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new PipeException("it is not at its end");
        }
    }

    // The end.

    /**
     * One says goodbye and the other waits for it, so that no receipt is cut off. What comes of it does not matter any
     * more: all is written, at both sides.
     */
    private void part(Connection connection) throws InterruptedException {
        if (self > partner.get()) {
            parted.await(PARTING.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        try {
            connection.query(PipeMessage.of(Kind.BYE, self, partner.get(), 0).bytes(), PARTING);
        } catch (IpcException e) {
            // It has gone already.
            return;
        }
    }

    private void fail(RuntimeException cause) {
        sent.completeExceptionally(cause);
        received.completeExceptionally(cause);
        out.giveUp(String.valueOf(cause.getMessage()));
        window.release(2 * WINDOW);
    }

    /** The process is told to end. */
    void interrupted(Connection connection) {
        if (!both.isDone()) {
            giveUp(connection, "it was interrupted");
        }
    }

    /** Tells the other side, which else would wait for a return. */
    private void giveUp(Connection connection, String why) {
        if (otherKnows || partner.get() == 0 || !connection.isConnected()) {
            return;
        }
        var reason = ByteBuffer.wrap(why.getBytes(StandardCharsets.UTF_8));
        try {
            connection.query(new PipeMessage(Kind.GIVE_UP, self, partner.get(), 0, reason).bytes(), LAST_WORDS);
        } catch (IpcException e) {
            // It will find out by itself.
            return;
        }
    }

    /** A link may be cut and come back; a process that stays away has gone. */
    @Override
    public void disconnected(IpcException cause) {
        var connection = joined;
        if (both.isDone() || connection == null) {
            parted.countDown();
            return;
        }
        var watch = new Thread(
                () -> {
                    if (!connection.awaitConnected(patience)) {
                        fail(lost(": " + cause.getMessage()));
                        parted.countDown();
                    }
                },
                "ipc-pipe-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static CommandFailure lost(String why) {
        return new CommandFailure(ExitCode.FAILED, "the other side went away before the end" + why, null);
    }
}
