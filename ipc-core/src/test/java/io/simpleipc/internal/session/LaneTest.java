package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(20)
final class LaneTest {
    private final ThreadsToBeHad threads = new ThreadsToBeHad();
    private final Workers workers =
            new Workers(null, "test", new EngineLog(LoggerFactory.getLogger(LaneTest.class)), threads);
    private final Lane lane = workers.lane();

    @AfterEach
    void close() {
        workers.close(Duration.ofSeconds(5));
    }

    @Test
    void tasksThatFindNoThreadRunInTheirOrderOnceOneCanBeHad() throws Exception {
        var ran = Collections.synchronizedList(new ArrayList<Integer>());
        var all = new CountDownLatch(3);
        threads.refuse(4);

        for (int i = 0; i < 3; i++) {
            int number = i;
            lane.execute(() -> {
                ran.add(number);
                all.countDown();
            });
        }

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly(0, 1, 2);
    }
}
