package io.simpleipc.it;

import java.util.List;

/** A command that failed in a worker: what was thrown there. */
final class WorkerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String outcome;
    private final String detail;

    WorkerFailure(String type, String outcome, String detail, String message) {
        super(type + " " + outcome + " " + detail + ": " + message);
        this.type = type;
        this.outcome = outcome;
        this.detail = detail;
    }

    static WorkerFailure of(List<String> fields) {
        return new WorkerFailure(fields.get(0), fields.get(1), fields.get(2), fields.get(3));
    }

    /** The simple name of an IpcException's class, the full name of any other. */
    String type() {
        return type;
    }

    /** The outcome of an IpcException; empty for others. */
    String outcome() {
        return outcome;
    }

    /** What this type of exception says beyond its message: the holder's pid, the reason, the sizes, the type name. */
    String detail() {
        return detail;
    }
}
