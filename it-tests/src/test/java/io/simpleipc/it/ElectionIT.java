package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of any number of processes that connect at the same instant exactly two are joined. */
@Timeout(900)
class ElectionIT {
    private static final int ROUNDS = 2000;
    private static final int ROUNDS_AT_ONE_ADDRESS = 20;
    private static final long TIME_TO_GET_READY = TimeUnit.MILLISECONDS.toNanos(3);

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** Every sixth round has three or four processes: the others must be told who is joined. */
    @ParameterizedTest
    @EnumSource
    void ofProcessesThatConnectAtTheSameInstantExactlyTwoAreJoined(Channel channel) throws Exception {
        var address = new Address[1];
        try {
            new Rounds("election", channel, ROUNDS).play(jvms, (number, random) -> {
                if (number % ROUNDS_AT_ONE_ADDRESS == 0) {
                    close(address[0]);
                    address[0] = channel.freshAddress();
                }
                if (address[0].isUnix() && number % 7 == 3) {
                    address[0].putDeadSocketInTheWay();
                }
                return elect(address[0], number % 6 == 5 ? 3 + random.nextInt(2) : 2, random);
            });
        } finally {
            close(address[0]);
        }
    }

    private static void close(Address address) {
        if (address != null) {
            address.close();
        }
    }

    /** One election; returns how long until the pair's connect() had returned on both sides. */
    private long elect(Address address, int size, Random random) {
        var contenders = new ArrayList<WorkerJvm>();
        for (int i = 0; i < size; i++) {
            contenders.add(jvms.worker(i).open(address));
        }
        long at = System.nanoTime() + TIME_TO_GET_READY;
        var replies =
                contenders.stream().map(worker -> worker.send("connect", at, 0)).toList();

        var joined = new ArrayList<WorkerJvm>();
        var refusals = new ArrayList<WorkerFailure>();
        long micros = 0;
        for (int i = 0; i < size; i++) {
            try {
                micros = Math.max(micros, Long.parseLong(replies.get(i).fields().get(1)));
                joined.add(contenders.get(i));
            } catch (WorkerFailure e) {
                refusals.add(e);
            }
        }
        assertThat(joined).as("joined; the others: %s", refusals).hasSize(2);
        var pair = Pair.await(joined.get(0), joined.get(1));
        for (var refusal : refusals) {
            assertThat(refusal.type()).as("%s", refusal).isEqualTo("PeerBusyException");
            assertThat(refusal.detail())
                    .as("the holder, in %s", refusal.getMessage())
                    .isEqualTo(String.valueOf(pair.client().pid()));
        }
        assertThat(address.kernelListeners()).as("listeners at %s", address).isEqualTo(1);
        pair.talk();

        var order =
                random.nextBoolean() ? List.of(pair.server(), pair.client()) : List.of(pair.client(), pair.server());
        var closings = order.stream().map(worker -> worker.send("close")).toList();
        closings.forEach(Reply::fields);
        assertThat(address.leftovers()).as("left at %s", address).isEmpty();
        return micros;
    }
}
