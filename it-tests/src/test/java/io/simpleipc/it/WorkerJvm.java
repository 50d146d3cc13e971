package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One process that runs {@link Worker}. Commands may be sent while others are under way. Everything that it prints is
 * searched for the secret, and {@link #close()} fails if it was seen.
 */
final class WorkerJvm implements AutoCloseable {
    static final int PATIENCE_SECONDS = 20;
    private static final int CONNECT_MILLIS = 15_000;
    private static final int KEPT_LINES = 400;
    private static final long LOOK_AGAIN_MILLIS = 1_000; // whether there is anything left to read
    private static final Pattern WARNING = Pattern.compile("^(WARN|ERROR) ");

    private final Process process;
    private final String name;
    private final PrintStream stdin;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Map<String, CompletableFuture<List<String>>> pending = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final List<String> events = new ArrayList<>(); // guarded by itself
    private final Deque<String> errors = new ArrayDeque<>(); // guarded by itself
    private final List<Moment> moments = new ArrayList<>(); // guarded by itself
    private final List<String> leaks = new ArrayList<>(); // guarded by itself
    private final List<Thread> readers = new ArrayList<>();
    private boolean closed;

    WorkerJvm(Path javaHome, String name, List<String> options) {
        this(name, WorkerArchive.command(javaHome, options));
    }

    WorkerJvm(String name, List<String> command) {
        this.name = name;
        try {
            process = new ProcessBuilder(command).start();
            Score.started();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stdin = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
        read("stdout", process.getInputStream(), this::hear);
        read("stderr", process.getErrorStream(), this::keep);
    }

    private void read(String what, InputStream stream, Consumer<String> sink) {
        var thread = new Thread(
                () -> {
                    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            search(what, line);
                            sink.accept(line);
                        }
                    } catch (IOException e) {
                        keep(what + " of " + name + " broke: " + e);
                    } finally {
                        if (what.equals("stdout")) {
                            loseAll();
                        }
                    }
                },
                what + " of " + name);
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    private void search(String what, String line) {
        if (Marker.isIn(line)) {
            synchronized (leaks) {
                leaks.add("a line of " + line.length() + " characters on " + what);
            }
        }
    }

    private void hear(String line) {
        var fields = Lines.split(line);
        switch (fields.get(0)) {
            case "ready" -> ready.complete(null);
            case "event" -> {
                note(fields.subList(1, fields.size()));
                synchronized (events) {
                    events.add(String.join(" ", fields.subList(2, fields.size())));
                    events.notifyAll();
                }
            }
            case "moment" -> note(fields.subList(1, fields.size()));
            default -> {
                var future = pending.remove(fields.get(0));
                if (future == null) {
                    keep("on stdout: " + line);
                } else if (fields.get(1).equals("ok")) {
                    future.complete(fields.subList(2, fields.size()));
                } else {
                    future.completeExceptionally(WorkerFailure.of(fields.subList(2, fields.size())));
                }
            }
        }
    }

    private void note(List<String> fields) {
        var moment = Moment.of(fields);
        synchronized (moments) {
            if (moment != null) {
                moments.add(moment);
            } else if (fields.get(1).equals("opening")) {
                moments.clear();
            }
        }
    }

    /** What it has been since its connection was opened; of a process that was killed all that it has said, too. */
    List<Moment> moments() {
        if (isAlive()) {
            ask("pid"); // what was said before that has come
        } else {
            awaitReaders();
        }
        synchronized (moments) {
            return List.copyOf(moments);
        }
    }

    private void keep(String line) {
        synchronized (errors) {
            errors.add(line);
            errors.notifyAll();
            if (errors.size() > KEPT_LINES) {
                errors.remove();
            }
        }
    }

    private void loseAll() {
        var death = new IOException(name + " has ended; its last words: " + lastWords());
        ready.completeExceptionally(death);
        pending.values().forEach(future -> future.completeExceptionally(death));
    }

    /** The end of what it printed on stderr. */
    String lastWords() {
        synchronized (errors) {
            return String.join("\n", errors);
        }
    }

    /** Puts a line on its stderr, and waits until it has come here: all that was logged before has come then, too. */
    String markLog() {
        var mark = "mark " + ids.incrementAndGet();
        ask("mark-log", mark);
        await("the " + mark + " on its stderr", errors, () -> errors.contains(mark) ? mark : null);
        return mark;
    }

    /** What it has logged at warn or error level from a mark until now. */
    List<String> warningsSince(String mark) {
        markLog();
        return linesSince(mark).stream()
                .filter(line -> WARNING.matcher(line).find())
                .toList();
    }

    /** Waits until so many lines on its stderr hold this text. */
    void awaitLogged(String text, int count) {
        await(count + " lines with \"" + text + "\" on its stderr", errors, () -> {
            long found = errors.stream().filter(line -> line.contains(text)).count();
            return found < count ? null : found;
        });
    }

    private List<String> linesSince(String mark) {
        synchronized (errors) {
            var lines = List.copyOf(errors);
            return lines.subList(lines.indexOf(mark) + 1, lines.size());
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    WorkerJvm awaitReady() {
        try {
            ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError(name + " did not start; its last words: " + lastWords(), e);
        }
    }

    /** Sends a command; the answer comes later. */
    Reply send(String command, Object... args) {
        var id = String.valueOf(ids.incrementAndGet());
        var future = new CompletableFuture<List<String>>();
        pending.put(id, future);
        var fields = new ArrayList<String>(List.of(id, command));
        Arrays.stream(args).map(String::valueOf).forEach(fields::add);
        synchronized (stdin) {
            stdin.println(Lines.join(fields));
            stdin.flush();
        }
        if (!process.isAlive()) {
            future.completeExceptionally(new IOException(name + " is dead"));
        }
        return new Reply(this, command, future);
    }

    /** Sends a command and waits for its only field. */
    String ask(String command, Object... args) {
        var fields = send(command, args).fields();
        return fields.isEmpty() ? "" : fields.get(0);
    }

    /** Makes a connection with the usual secret; each setting is {@code name=value}. */
    WorkerJvm open(Address address, String... settings) {
        return open(address.type(), address.text(), Marker.SECRET, settings);
    }

    WorkerJvm open(String type, String address, String secret, String... settings) {
        var args = new ArrayList<Object>(List.of(type, address, secret));
        args.addAll(List.of(settings));
        Score.over(type);
        forgetEvents();
        send("open", args.toArray()).fields();
        return this;
    }

    /** Makes a connection as a JSON document says; each setting is {@code name=value}. */
    WorkerJvm openDocument(String json, String... settings) {
        var args = new ArrayList<Object>(List.of(json));
        args.addAll(List.of(settings));
        forgetEvents();
        send("open-document", args.toArray()).fields();
        return this;
    }

    /** Connects, with more patience than a short query timeout has, and returns the role. */
    String connect() {
        return send("connect", 0, CONNECT_MILLIS).value();
    }

    String query(String text) {
        return send("query", text).value();
    }

    Seen state() {
        var fields = send("state").fields();
        return new Seen(fields.get(0), fields.get(1), Long.parseLong(fields.get(2)), fields.get(3));
    }

    /** What a connection says of itself; role and peerRole are "null" and peerPid 0 where there is none. */
    record Seen(String state, String role, long peerPid, String peerRole) {}

    /** Whether it is joined with that process before the time is over. */
    boolean isJoinedWith(WorkerJvm peer, Duration within) {
        return Boolean.parseBoolean(
                send("await-peer", peer.pid(), within.toMillis()).value());
    }

    boolean reaches(String state, Duration within) {
        return Boolean.parseBoolean(
                send("await-state", state, within.toMillis()).value());
    }

    void closeConnection() {
        send("close").fields();
    }

    /** What the listener heard since the connection was opened. */
    List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    private void forgetEvents() {
        synchronized (events) {
            events.clear();
        }
    }

    /** Waits for an event that starts so. */
    String awaitEvent(String start) {
        return awaitEvents(start, 1).get(0);
    }

    /** Waits until there were so many events that start so. */
    List<String> awaitEvents(String start, int count) {
        return await("event " + start + " number " + count, events, () -> {
            var found = events(start);
            return found.size() < count ? null : found;
        });
    }

    /** The events that start so. */
    List<String> events(String start) {
        return events().stream().filter(event -> event.startsWith(start)).toList();
    }

    /** Looks whenever the monitor is notified, which is held meanwhile. */
    private <T> T await(String what, Object monitor, Supplier<T> look) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (monitor) {
            while (true) {
                var found = look.get();
                if (found != null) {
                    return found;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || readers.stream().noneMatch(Thread::isAlive)) {
                    break;
                }
                try {
                    monitor.wait(Math.min(left, LOOK_AGAIN_MILLIS));
                } catch (InterruptedException e) {
                    throw new AssertionError("the test's own time was over; waited for " + what, e);
                }
            }
        }
        throw new AssertionError(
                name + ": waited in vain for " + what + "; its events: " + events() + "; its threads:\n" + threads());
    }

    /** kill -9; does not wait for the end. */
    void kill() {
        synchronized (moments) {
            moments.add(new Moment(System.nanoTime(), Moment.What.GOES, 0)); // before another one can know
        }
        process.destroyForcibly();
    }

    /** Waits until the process is gone, with its sockets and locks. */
    void awaitDeath() {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%s is gone", name)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("the test's own time was over; waited for the end of " + name, e);
        }
    }

    int exitCode() {
        awaitDeath();
        return process.exitValue();
    }

    /** SIGSTOP: not a thread of it runs until {@link #thaw()}. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            var kill = new ProcessBuilder("kill", signal, String.valueOf(pid()))
                    .redirectErrorStream(true)
                    .start();
            assertThat(kill.waitFor()).as("kill %s %s", signal, name).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("the test's own time was over", e);
        }
    }

    /** Its threads now, or why they are not known. */
    String threads() {
        if (Thread.interrupted()) {
            keep("the test was interrupted");
        }
        var id = String.valueOf(ids.incrementAndGet());
        var future = new CompletableFuture<List<String>>();
        pending.put(id, future);
        synchronized (stdin) {
            stdin.println(Lines.join(List.of(id, "threads")));
            stdin.flush();
        }
        try {
            return future.get(3, TimeUnit.SECONDS).get(0) + "\nits last words:\n" + lastWords();
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            return "not known: " + e + "; its last words:\n" + lastWords();
        }
    }

    /** Ends the process, whatever it is doing, and fails if it ever printed the secret. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        process.destroyForcibly();
        awaitDeath();
        awaitReaders();
        synchronized (leaks) {
            assertThat(leaks).as("the secret in the output of %s", name).isEmpty();
        }
    }

    private void awaitReaders() {
        for (var reader : readers) {
            try {
                reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError("the test's own time was over", e);
            }
        }
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
