package io.simpleipc.it;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.Connection;
import io.simpleipc.ConnectionListener;
import io.simpleipc.ConnectionState;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.IpcException;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Reconnect;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Spec;
import io.simpleipc.Spin;
import io.simpleipc.crypto.aesgcm.AesGcmEncryption;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What runs in a worker JVM: holds one connection at a time and does what stdin says. One line in, {@code id TAB command
 * TAB arguments}; one line out, {@code id TAB ok TAB fields} or {@code id TAB failed TAB type TAB outcome TAB detail TAB
 * message}; commands run concurrently. Lines that start with {@code event} tell when the connection's listener heard what,
 * those with {@code moment} when else the connection became another.
 * When stdin ends, so does the process.
 */
public final class Worker {
    /** The usual size, said aloud: commands still run where threads of a large default stack cannot be had any more. */
    private static final long COMMAND_STACK = 1 << 20;

    private static final long WAKE_NANOS = 300_000;

    private final PrintStream out;
    private final Answers answers = new Answers(this::connection);
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private volatile Connection connection;
    private volatile Leftovers baseline;
    private volatile UsersExecutor executor;
    private volatile String messageThread;

    private Worker(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs until stdin ends.
     *
     * @param args none
     * @throws IOException if stdin breaks
     */
    public static void main(String[] args) throws IOException {
        System.setOut(System.err);
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        new Worker(out).serve();
    }

    private void serve() throws IOException {
        say(List.of("ready"));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var command = Lines.split(line);
            if (command.get(1).equals("return-from-main")) {
                return; // no thread that is left keeps the process alive
            }
            var thread = new Thread(null, () -> answer(command), "command " + command.get(1), COMMAND_STACK);
            thread.setDaemon(true);
            thread.start();
        }
        Runtime.getRuntime().halt(0);
    }

    private void say(List<String> fields) {
        synchronized (out) {
            out.println(Lines.join(fields));
            out.flush();
        }
    }

    /** What happened, and when: by a clock that all processes share. */
    private void tell(String kind, Object... what) {
        var fields = new ArrayList<String>(List.of(kind, String.valueOf(System.nanoTime())));
        fields.addAll(of(what));
        say(fields);
    }

    private void answer(List<String> command) {
        var reply = new ArrayList<String>();
        reply.add(command.get(0));
        try {
            var result = run(command.get(1), command.subList(2, command.size()));
            reply.add("ok");
            reply.addAll(result);
        } catch (IpcException e) {
            reply.addAll(List.of(
                    "failed",
                    e.getClass().getSimpleName(),
                    e.outcome().name(),
                    detail(e),
                    String.valueOf(e.getMessage())));
        } catch (Throwable e) {
            reply.addAll(List.of("failed", e.getClass().getName(), "", "", e + " at " + firstFrames(e)));
        }
        say(reply);
    }

    private static String detail(IpcException e) {
        if (e instanceof PeerBusyException busy) {
            return String.valueOf(busy.holder().pid());
        }
        if (e instanceof AddressUnusableException unusable) {
            return unusable.reason().name();
        }
        if (e instanceof MessageTooLargeException tooLarge) {
            return tooLarge.size() + "/" + tooLarge.limit();
        }
        return e instanceof RemoteQueryException remote ? remote.typeName() : "";
    }

    private static String firstFrames(Throwable e) {
        return Arrays.stream(e.getStackTrace()).limit(4).toList().toString();
    }

    private List<String> run(String command, List<String> args) throws Exception {
        switch (command) {
            case "java":
                return of(Runtime.version().feature());
            case "pid":
                return of(ProcessHandle.current().pid());
            case "open":
                open(Spec.of(args.get(0), args.get(1), args.get(2)), args.subList(3, args.size()));
                return of();
            case "open-document":
                open(Spec.parse(args.get(0)), args.subList(1, args.size()));
                return of();
            case "rehearse":
                return rehearse(Spec.parse(args.get(0)));
            case "connect":
                return connect(Long.parseLong(args.get(0)), Integer.parseInt(args.get(1)));
            case "await-peer":
                long pid = Long.parseLong(args.get(0));
                return of(await(() -> isJoinedWith(pid), args.get(1)));
            case "await-state":
                var state = ConnectionState.valueOf(args.get(0));
                return of(await(() -> connection().state() == state, args.get(1)));
            case "state":
                return state();
            case "query":
                return of(connection().query(args.get(0)));
            case "query-within":
                return of(connection().query(args.get(0), Duration.ofMillis(Long.parseLong(args.get(1)))));
            case "query-size":
                return querySize(Integer.parseInt(args.get(0)));
            case "query-async":
                return queryAsync(args.get(0));
            case "cancel":
                return cancel(args.get(0));
            case "send":
                connection().send(args.get(0));
                return of();
            case "message":
                return of(messages.poll(Long.parseLong(args.get(0)), TimeUnit.MILLISECONDS));
            case "message-thread":
                return of(messageThread);
            case "users-executor":
                return of(executor.threadOfATask());
            case "close":
                close();
                return of();
            case "close-from":
                return closeFromThreads(Integer.parseInt(args.get(0)));
            case "release":
                answers.release();
                return of();
            case "reset":
                answers.reset();
                Ledger.abandon();
                return of();
            case "await-running":
                int handlers = Integer.parseInt(args.get(0));
                return of(await(() -> answers.running() >= handlers, args.get(1)));
            case "await-handled":
                int queries = Integer.parseInt(args.get(0));
                return of(await(() -> answers.handled() >= queries, args.get(1)));
            case "await-rest":
                return of(await(() -> answers.running() == 0, args.get(0)));
            case "has-run":
                return of(answers.hasRun(args.get(0)));
            case "load":
                return new Load(connection(), args).run();
            case "stress":
                return new Stress(connection(), args).run();
            case "flood":
                return new Flood(connection(), args).run();
            case "hammer":
                return new Hammer(connection(), args).run();
            case "interrupts":
                return new Interrupts(connection(), args).run();
            case "checked":
                return new Checked(connection(), args).run();
            case "book":
                answers.keep(new LedgerBook(Path.of(args.get(0))));
                return of();
            case "ledger":
                return Ledger.obey(connection(), args);
            case "fault":
                return FaultyLayer.obey(connection(), args);
            case "close-at-exit":
                Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close at exit"));
                return of();
            case "exit":
                System.exit(Integer.parseInt(args.get(0)));
                return of();
            case "judged-sessions":
                return new JudgedSessions(args).run();
            case "wrong-queries":
                return of(answers.wrongQueries());
            case "pending":
                return new Pending(connection(), args).run();
            case "peak-memory":
                return OwnProcess.peakMemory();
            case "possessions":
                return OwnProcess.possessions();
            case "cpu":
                return of(OwnProcess.cpuMillis());
            case "baseline":
                baseline = Leftovers.now();
                return of();
            case "leftovers":
                return of(baseline.leftAfter(Long.parseLong(args.get(0))));
            case "deaf":
                DeafTransport.setDeaf(Boolean.parseBoolean(args.get(0)));
                return of();
            case "garble":
                GarbledLayer.send(Garbage.valueOf(args.get(0)));
                return of();
            case "try-lock":
                return of(OwnProcess.tryLock(Path.of(args.get(0))));
            case "joins":
                return new Joins(args).run();
            case "neighbour":
                return Neighbour.obey(args);
            case "peaks":
                return Peaks.sinceTheLastTime();
            case "mark-log":
                System.err.println(args.get(0));
                return of();
            case "threads":
                return of(OwnProcess.threads());
            case "new-thread":
                return OwnProcess.newThread();
            case "take-threads":
                return OwnProcess.takeThreads();
            case "heap-dump":
                return HeapDump.write(Path.of(args.get(0)));
            default:
                throw new IllegalArgumentException("unknown command " + command);
        }
    }

    private static List<String> of(Object... fields) {
        return Arrays.stream(fields).map(String::valueOf).toList();
    }

    private Connection connection() {
        var current = connection;
        if (current == null) {
            throw new IllegalStateException("no connection is open");
        }
        return current;
    }

    /** Settings are {@code name=value}; a connection that is still open is closed first. */
    private void open(Spec spec, List<String> settings) {
        close();
        tell("moment", "opening");
        messages.clear();
        var builder = Connection.builder(spec);
        var handler = "bytes";
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            var value = setting.substring(equals + 1);
            switch (setting.substring(0, equals)) {
                case "handler" -> handler = value;
                case "queryTimeout" -> builder.queryTimeout(millis(value));
                case "drain" -> builder.drain(millis(value));
                case "promotion" -> builder.promotion(Boolean.parseBoolean(value));
                case "reconnect" -> builder.reconnect(reconnect(value));
                case "maxMessageSize" -> builder.maxMessageSize(Integer.parseInt(value));
                case "maxInFlight" -> builder.maxInFlight(Integer.parseInt(value));
                case "maxBufferedBytes" -> builder.maxBufferedBytes(Long.parseLong(value));
                case "spin" -> builder.spin(Spin.valueOf(value));
                case "executor" -> builder.executor(executor = new UsersExecutor(Integer.parseInt(value)));
                case "logQueries" -> builder.logQueries(Boolean.parseBoolean(value));
                case "encryption" -> builder.encryption(encryption(value));
                case "logKeepAlives" -> builder.logKeepAlives(Boolean.parseBoolean(value));
                default -> throw new IllegalArgumentException("unknown setting " + setting);
            }
        }
        switch (handler) {
            case "bytes" -> builder.onBytes(answers::bytes);
            case "text" -> builder.onQuery(answers::text);
            case "none" -> {}
            default -> throw new IllegalArgumentException("unknown handler " + handler);
        }
        connection = builder.onMessage(message -> {
                    if (message.text().startsWith("block")) {
                        answers.text(message.text());
                    }
                    messageThread = Thread.currentThread().getName();
                    messages.add(message.text());
                })
                .listener(new Teller())
                .build();
    }

    /** An object: {@code identity}, or AES with a key file. */
    private static EncryptionProvider encryption(String value) {
        return value.equals("identity")
                ? IdentityFactory.provider()
                : new AesGcmEncryption(EncryptionKey.load(Path.of(value)));
    }

    private static Duration millis(String value) {
        return Duration.ofMillis(Long.parseLong(value));
    }

    /** {@code off}, or retries and delay in milliseconds: {@code 3/100}. */
    private static Reconnect reconnect(String value) {
        if (value.equals("off")) {
            return Reconnect.OFF;
        }
        var parts = value.split("/");
        return new Reconnect(true, Integer.parseInt(parts[0]), millis(parts[1]));
    }

    /** Both sides of a pair in this process, with a query each way: all classes that a worker needs are loaded. */
    private static List<String> rehearse(Spec spec) {
        try (var server = Connection.of(spec, query -> query);
                var client = Connection.of(spec, query -> query)) {
            server.connect();
            client.connect();
            server.awaitConnected(Duration.ofSeconds(5));
            return of(client.query("one way"), server.query("the other way"));
        }
    }

    /**
     * Connects at a moment of the machine's monotonic clock, which all processes share (Linux), to start at once.
     *
     * @return the role, how many microseconds after that moment it was known, and how many nanoseconds after it this began
     */
    private List<String> connect(long at, int timeoutMillis) {
        long start = at == 0 ? System.nanoTime() : at;
        // Asleep until it is near: to look at the clock for milliseconds took a fifth of an election's processor time.
        LockSupport.parkNanos(start - System.nanoTime() - WAKE_NANOS);
        while (System.nanoTime() - start < 0) {
            Thread.onSpinWait();
        }
        long lateNanos = System.nanoTime() - start;
        if (timeoutMillis == 0) {
            connection().connect();
        } else {
            connection().connect(Duration.ofMillis(timeoutMillis));
        }
        long micros = (System.nanoTime() - start) / 1000;
        return of(connection().role(), micros, lateNanos);
    }

    /** Looks every millisecond; false if it did not come true in time. */
    private static boolean await(BooleanSupplier condition, String millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis));
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }

    private boolean isJoinedWith(long pid) {
        var peer = connection().peer();
        return peer != null && peer.pid() == pid && connection().isConnected();
    }

    private List<String> state() {
        var current = connection();
        var peer = current.peer();
        return of(
                current.state(),
                current.role(),
                peer == null ? 0 : peer.pid(),
                peer == null ? null : peer.role(),
                current.isConnected());
    }

    /** An echo of so many random bytes, compared with what comes back. */
    private List<String> querySize(int size) {
        var payload = new byte[size];
        new Random(size).nextBytes(payload);
        if (size > 0) {
            payload[0] = 0;
        }
        return of(Arrays.equals(payload, connection().query(payload)));
    }

    private List<String> queryAsync(String query) throws Exception {
        try {
            return of(connection().queryAsync(query).get(30, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Cancels a query when its handler runs. */
    private List<String> cancel(String query) throws Exception {
        var future = connection().queryAsync(query);
        connection().query("echo:the handler of the one before has been started, or soon will be");
        return of(future.cancel(true), future.isCancelled());
    }

    private void close() {
        var current = connection;
        if (current != null) {
            tell("moment", "closing"); // before another one can know
            current.close();
        }
    }

    private List<String> closeFromThreads(int threads) throws InterruptedException {
        var go = new CountDownLatch(1);
        var closed = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < threads; i++) {
            var done = new CompletableFuture<Void>();
            closed.add(done);
            new Thread(() -> {
                        try {
                            go.await();
                            close();
                            done.complete(null);
                        } catch (Throwable e) {
                            done.completeExceptionally(e);
                        }
                    })
                    .start();
        }
        go.countDown();
        CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new)).join();
        return of(connection().state());
    }

    /** Passes on what the connection's listener hears. */
    private final class Teller implements ConnectionListener {
        @Override
        public void listening() {
            tell("event", "listening");
        }

        @Override
        public void connected(Peer peer) {
            tell("event", "connected", peer.pid(), peer.role());
        }

        @Override
        public void disconnected(IpcException cause) {
            tell("event", "disconnected", cause.getClass().getSimpleName(), cause.getMessage());
        }

        @Override
        public void attemptFailed(IpcException cause) {
            tell("event", "attemptFailed", cause.getClass().getSimpleName(), cause.getMessage());
        }

        @Override
        public void gaveUp(IpcException cause) {
            tell("event", "gaveUp", cause.getClass().getSimpleName(), cause.getMessage());
        }

        @Override
        public void closed() {
            tell("event", "closed");
        }
    }
}
