package io.simpleipc.it;

/**
 * A network of two processes that are connected over a {@link FaultyLayer} each: where nobody can stand in between. What
 * arrives is late by the layer of the process that reads it.
 */
record BothLayers(WorkerJvm server, WorkerJvm client) implements Middle {
    @Override
    public void delay(int millis) {
        server.ask("fault", "delay", millis);
        client.ask("fault", "delay", millis);
    }

    @Override
    public void halfClose(Speaker speaker) {
        speaker.in(new Pair(server, client)).ask("fault", "half-close");
    }

    @Override
    public long lost() {
        return lostAt(server) + lostAt(client);
    }

    private static long lostAt(WorkerJvm worker) {
        return Reply.number(worker.send("fault", "lost").fields(), "bytes");
    }

    @Override
    public Lateness.Sum late() {
        return lateAt(server).plus(lateAt(client));
    }

    private static Lateness.Sum lateAt(WorkerJvm worker) {
        return Lateness.Sum.of(worker.send("fault", "late").fields());
    }

    /** What comes after it is as fast as ever. */
    @Override
    public void close() {
        delay(0);
    }
}
