package io.simpleipc.cli;

import io.simpleipc.BytesHandler;
import io.simpleipc.QueryContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Answers each query by a child: the query on its standard input, the answer from its standard output; standard error is
 * ours. A child ends when nobody waits for its answer any more, and with this object. Thread-safe.
 */
final class ChildAnswers implements BytesHandler, AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    private final List<String> command;
    private final int longest;
    private final Set<Process> children = ConcurrentHashMap.newKeySet();

    // One thread feeds a child and one listens to it: who does only one of them may wait for ever.
    private final ExecutorService threads;
    private volatile boolean closed;

    /**
     * Starts nothing yet.
     *
     * @param command the program and its arguments; none if nobody is to be started
     * @param longest how many bytes an answer may have; of what is longer no more is kept
     */
    ChildAnswers(List<String> command, int longest) {
        this.command = command;
        this.longest = longest;
        this.threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "ipc-child");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Before anything is asked. */
    static void refuseIfMissing(String program) {
        var path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        var places = program.contains("/")
                ? Stream.of(Path.of(program))
                : Stream.of(path.split(File.pathSeparator)).map(directory -> Path.of(directory, program));
        var files = places.filter(Files::isRegularFile).toList();
        if (!files.isEmpty() && files.stream().noneMatch(Files::isExecutable)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    files.get(0) + " is a file that this user may not execute",
                    "chmod u+x " + Shell.word(files.get(0)));
        }
        if (files.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no program " + program + (program.contains("/") ? "" : " on the PATH")
                            + "; a line for the shell goes to one: --exec sh -c '...'",
                    "command -v " + program);
        }
    }

    @Override
    public byte[] handle(byte[] query) throws Exception {
        return answer(query, QueryContext.current());
    }

    byte[] answer(byte[] query, QueryContext asker) throws ChildFailedException, InterruptedException {
        refuseIfClosed();
        var child = start();
        children.add(child);
        try {
            threads.execute(() -> feed(child, query));
            var answer = threads.submit(() -> child.getInputStream().readNBytes(longest + 1));
            await(asker, () -> isThere(answer));
            var bytes = answer.get();
            if (bytes.length > longest) { // it may write for ever, and nobody listens any more
                throw new ChildFailedException(command.get(0) + " wrote more than the " + longest
                        + " bytes that an answer may have; raise maxMessageSize on both sides");
            }
            await(asker, () -> child.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            refuseIfClosed(); // else it would seem to have ended by itself
            if (child.exitValue() != 0) {
                throw new ChildFailedException(command.get(0) + " ended with exit code " + child.exitValue());
            }
            return bytes;
        } catch (ExecutionException e) {
            throw new ChildFailedException("what " + command.get(0) + " wrote cannot be read: "
                    + PlainWords.of(e.getCause() == null ? e : e.getCause()));
        } finally {
            kill(child);
            children.remove(child);
        }
    }

    /** It was there when we began, and may be gone, or be no program at all. */
    private Process start() throws ChildFailedException {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new ChildFailedException(command.get(0) + " cannot be started: " + e.getMessage());
        }
    }

    private void await(QueryContext asker, Look look) throws ChildFailedException, InterruptedException {
        while (!look.succeeds()) {
            refuseIfClosed();
            if (asker.isCancelled()) {
                throw new ChildFailedException(command.get(0) + " was killed: nobody waits for its answer any more");
            }
        }
    }

    private void refuseIfClosed() throws ChildFailedException {
        if (closed) {
            throw new ChildFailedException("ipc answer has been ended, and " + command.get(0) + " with it");
        }
    }

    private static void feed(Process child, byte[] query) {
        try (var in = child.getOutputStream()) {
            in.write(query);
        } catch (IOException e) {
            // It does not want to read all of it, which is its own affair: date, for one, reads nothing.
            return;
        }
    }

    private static boolean isThere(Future<byte[]> answer) throws InterruptedException {
        try {
            answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /** With all that it has started. */
    private static void kill(Process child) {
        child.descendants().forEach(ProcessHandle::destroyForcibly);
        child.destroyForcibly();
    }

    /** Kills what runs; what is asked from now on fails. */
    @Override
    public void close() {
        closed = true;
        children.forEach(ChildAnswers::kill);
        threads.shutdown();
    }

    /** Waits a little while for something. */
    @FunctionalInterface
    private interface Look {
        boolean succeeds() throws InterruptedException;
    }
}
