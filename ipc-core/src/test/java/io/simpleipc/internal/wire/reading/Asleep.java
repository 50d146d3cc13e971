package io.simpleipc.internal.wire.reading;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;

/** Sees from outside that a thread sleeps on the channel, of which nothing else tells. */
final class Asleep {
    private Asleep() {}

    static boolean isAsleep(Thread engine) {
        return Arrays.stream(engine.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Sleeper.class.getName()));
    }

    static void awaitAsleep(Thread engine) {
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> isAsleep(engine));
    }
}
