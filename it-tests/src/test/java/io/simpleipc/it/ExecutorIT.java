package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An executor of the user's own, in both processes: handlers run on it, and it stays the user's. */
@Timeout(60)
class ExecutorIT {
    private static final Jvms jvms = new Jvms();

    @AfterEach
    void rest() {
        jvms.rest();
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void handlersRunOnTheUsersExecutorAndCloseLeavesItRunning(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.worker(0), jvms.worker(1), "executor=4");

            assertThat(pair.server().query("thread")).startsWith(UsersExecutor.THREADS);
            assertThat(pair.client().query("thread")).startsWith(UsersExecutor.THREADS);
            assertThat(pair.client().query("nest:6")).isEqualTo("6>5>4>3>2>1>0");
            assertThat(pair.server().ask("send", "a message")).isEmpty();
            assertThat(pair.client().ask("message", 10_000)).isEqualTo("a message");
            assertThat(pair.client().ask("message-thread")).startsWith(UsersExecutor.THREADS);

            pair.client().closeConnection();
            pair.server().closeConnection();

            assertThat(pair.client().ask("users-executor")).startsWith(UsersExecutor.THREADS);
            assertThat(pair.server().ask("users-executor")).startsWith(UsersExecutor.THREADS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutOneHandlersRunOnThreadsOfTheConnection(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.worker(0), jvms.worker(1));

            assertThat(pair.server().query("thread")).startsWith("ipc-");
            assertThat(pair.client().query("thread")).startsWith("ipc-");
        }
    }
}
