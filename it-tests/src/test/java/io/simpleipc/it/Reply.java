package io.simpleipc.it;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a worker answers to one command, in the future. */
final class Reply {
    private final WorkerJvm worker;
    private final String command;
    private final Future<List<String>> future;

    Reply(WorkerJvm worker, String command, Future<List<String>> future) {
        this.worker = worker;
        this.command = command;
        this.future = future;
    }

    /** The first field, if the worker answers as soon as it should. */
    String value() {
        return fields().get(0);
    }

    List<String> fields() {
        return fields(WorkerJvm.PATIENCE_SECONDS);
    }

    /** All fields; what the command threw is thrown as a {@link WorkerFailure}. */
    List<String> fields(long seconds) {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerFailure failure) {
                failure.addSuppressed(new IllegalStateException("asked by"));
                throw failure;
            }
            throw new AssertionError(worker + " did not answer " + command, e);
        } catch (TimeoutException e) {
            throw new AssertionError(worker + " did not answer " + command + " within " + seconds + " s; its threads:\n"
                    + worker.threads());
        } catch (InterruptedException e) {
            throw new AssertionError(
                    "the test's own time was over while " + worker + " did " + command + "; its threads:\n"
                            + worker.threads(),
                    e);
        }
    }

    /** The failure, where there must be one. */
    WorkerFailure failure() {
        List<String> fields;
        try {
            fields = fields();
        } catch (WorkerFailure e) {
            return e;
        }
        throw new AssertionError(worker + " should have failed at " + command + " but answered " + fields);
    }

    /** The field {@code name=...} of a report. */
    static long number(List<String> report, String name) {
        return Long.parseLong(text(report, name, "0"));
    }

    static String text(List<String> report, String name, String otherwise) {
        for (var field : report) {
            if (field.startsWith(name + "=")) {
                return field.substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    WorkerJvm worker() {
        return worker;
    }

    boolean isDone() {
        return future.isDone();
    }
}
