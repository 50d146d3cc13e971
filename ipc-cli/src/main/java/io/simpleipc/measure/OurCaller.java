package io.simpleipc.measure;

import io.simpleipc.Connection;

/** Queries as users send them. Thread-safe. */
final class OurCaller implements Subject.Caller {
    private final Connection connection;

    OurCaller(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    @Override
    public int call(byte[] payload) {
        return connection.query(payload).length;
    }

    @Override
    public void callAsync(byte[] payload, Subject.Answered then) {
        var unused = connection
                .queryAsync(payload)
                .whenComplete((answer, problem) -> then.answered(answer == null ? 0 : answer.length, problem));
    }

    @Override
    public void close() {
        connection.close();
    }
}
