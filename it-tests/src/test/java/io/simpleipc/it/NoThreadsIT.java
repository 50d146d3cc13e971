package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that can make no thread: what needs one is refused or waits, without spinning, until there is room. */
@Timeout(90)
class NoThreadsIT {
    /** Handlers run on threads of the user's, which stay: one that ended would leave room for another. */
    private static final int USERS_THREADS = 2;

    private static final String[] SETTINGS = {"queryTimeout=3000", "reconnect=0/200", "executor=" + USERS_THREADS};

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    private WorkerJvm startLimitable() {
        return jvms.start(Path.of(System.getProperty("java.home")), Limits.HUGE_STACKS)
                .awaitReady();
    }

    /** From here on it can make none; says how it knows. */
    private static void takeThreads(WorkerJvm worker) {
        for (int i = 0; i < USERS_THREADS; i++) {
            worker.ask("users-executor"); // they are all there, and none is about to be made
        }
        Limits.noThreads(worker);
        var failure = worker.send("new-thread").failure();
        assertThat(failure.type()).isEqualTo("java.lang.OutOfMemoryError");
        assertThat(failure).hasMessageContaining("unable to create native thread");
    }

    private static void giveThreads(WorkerJvm worker) {
        Limits.enoughThreads(worker);
        worker.send("new-thread").fields();
    }

    @ParameterizedTest
    @EnumSource
    void aServerWithoutAnyTakesNoNewLinkUntilThereAreSome(Channel channel) throws Exception {
        try (var address = channel.freshAddress()) {
            var server = startLimitable().open(address, SETTINGS);
            assertThat(server.connect()).isEqualTo("SERVER");
            server.awaitEvent("listening");
            takeThreads(server);

            var next = jvms.start().open(address, SETTINGS);
            var connecting = next.send("connect", 0, 15_000);
            server.awaitLogged("no thread can be had for the link", 1);
            var cpu = Limits.assertNotBusy(server);
            assertThat(server.state().peerPid()).isZero();
            System.out.println("[fault 44, " + channel.type() + "] no thread for a newcomer: " + cpu);

            giveThreads(server);
            assertThat(connecting.value()).isIn("CLIENT", "null"); // null: lost again, for want of a thread there
            Pair.await(server, next).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectSaysSoAtOnceAndWorksOnceThereAreSome(Channel channel) {
        try (var address = channel.freshAddress()) {
            var worker = startLimitable().open(address, SETTINGS);
            takeThreads(worker);
            var failure = worker.send("connect", 0, 15_000).failure();
            assertThat(failure.type() + " " + failure.outcome()).isEqualTo("NotConnectedException NOT_EXECUTED");
            assertThat(failure).hasMessageContaining("no thread");
            assertThat(worker.state().state()).isEqualTo("IDLE");
            assertThat(address.leftovers()).isEmpty();
            System.out.println("[fault 44, " + channel.type() + "] " + failure.getMessage());

            giveThreads(worker);
            assertThat(worker.connect()).isEqualTo("SERVER");
            var client = jvms.start().open(address, SETTINGS);
            assertThat(client.connect()).isEqualTo("CLIENT");
            Pair.await(worker, client).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLosesItsServerTakesOverOnceThereAreSome(Channel channel) throws Exception {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), startLimitable(), SETTINGS);
            pair.talk();
            takeThreads(pair.client());
            pair.talk();
            var pending = pair.client().send("query", "block:for ever");
            assertThat(pair.server().ask("await-running", 1, 10_000)).isEqualTo("true");
            jvms.kill(pair.server());
            var lost = pending.failure();
            assertThat(lost.type() + " " + lost.outcome()).isEqualTo("ConnectionLostException UNKNOWN");
            var cpu = Limits.assertNotBusy(pair.client());
            assertThat(pair.client().state().state()).isEqualTo("RECONNECTING");
            System.out.println("[fault 44, " + channel.type() + "] no thread to take over with: " + cpu);

            giveThreads(pair.client());
            assertThat(pair.client().reaches("LISTENING", Pair.PATIENCE)).isTrue();
            var next = jvms.start().open(address, SETTINGS);
            assertThat(next.connect()).isEqualTo("CLIENT");
            Pair.await(pair.client(), next).talk();
        }
    }
}
