package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** Two workers that are joined, in their roles. */
record Pair(WorkerJvm server, WorkerJvm client) {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Opens and connects one after the other. */
    static Pair join(Address address, WorkerJvm first, WorkerJvm second, String... settings) {
        assertThat(first.open(address, settings).connect()).isEqualTo("SERVER");
        assertThat(second.open(address, settings).connect()).isEqualTo("CLIENT");
        return await(first, second);
    }

    /** Waits until two workers are joined with each other, and checks that exactly one is the server. */
    static Pair await(WorkerJvm one, WorkerJvm other) {
        long start = System.nanoTime();
        var here = joined(one, other);
        var there = other.state();
        // A side may take an old link for good that the other one has lost, or not have the new one yet.
        while (!(here.state() + there.state()).equals("CONNECTEDCONNECTED")
                && System.nanoTime() - start < PATIENCE.toNanos()) {
            here = joined(one, other);
            there = other.state();
        }
        assertThat(here.state() + " " + there.state()).isEqualTo("CONNECTED CONNECTED");
        assertThat(here.peerPid()).isEqualTo(other.pid());
        assertThat(there.peerPid()).isEqualTo(one.pid());
        assertThat(here.role()).isEqualTo(there.peerRole()).isNotEqualTo(there.role());
        assertThat(there.role()).isEqualTo(here.peerRole());
        return here.role().equals("SERVER") ? new Pair(one, other) : new Pair(other, one);
    }

    /**
     * Waits until two workers understand each other. A link that was made while one of them lacked something may still
     * end of that, and the queries with it.
     */
    static Pair awaitTalk(WorkerJvm one, WorkerJvm other) {
        long start = System.nanoTime();
        while (true) {
            var pair = await(one, other);
            try {
                pair.talk();
                return pair;
            } catch (WorkerFailure e) {
                assertThat(e.type()).isIn("NotConnectedException", "ConnectionLostException");
                assertThat(System.nanoTime() - start).as("%s", e).isLessThan(PATIENCE.toNanos());
            }
        }
    }

    /** Waits until they are joined, as far as they know, and returns how it is at one of them. */
    private static WorkerJvm.Seen joined(WorkerJvm one, WorkerJvm other) {
        var oneJoined = one.send("await-peer", other.pid(), PATIENCE.toMillis());
        var otherJoined = other.send("await-peer", one.pid(), PATIENCE.toMillis());
        assertThat(oneJoined.value() + " " + otherJoined.value())
                .as("%s and %s are joined; %s, %s", one, other, one.state(), other.state())
                .isEqualTo("true true");
        return one.state();
    }

    /** A query each way is answered by the other process. */
    void talk() {
        var byServer = server.send("query", "pid");
        var byClient = client.send("query", "pid");
        assertThat(byServer.value()).isEqualTo(String.valueOf(client.pid()));
        assertThat(byClient.value()).isEqualTo(String.valueOf(server.pid()));
    }
}
