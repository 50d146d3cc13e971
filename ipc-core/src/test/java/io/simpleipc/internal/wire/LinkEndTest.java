package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LinkEndTest {
    /** Something to read. */
    private static final byte[] AN_OPTIONAL_FRAME = {
        0, 0, 0, 12, 99, (byte) Frame.OPTIONAL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    };

    /** The closer is held up between its decision and the closing, by an asker who has the outbox's lock. */
    @Test
    void noQueryIsStagedAfterTheLastWord() throws Exception {
        var reading = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var seen = new Recorder() {
            @Override
            public void heard() {
                reading.countDown();
                awaitQuietly(mayGoOn, 10_000);
                throw new IllegalStateException("the reading thread ends the link at the same time");
            }

            @Override
            public void ended(IOException cause) {
                ended.countDown();
                super.ended(cause);
            }
        };
        var endedFirst = new boolean[1];
        var staging = new CountDownLatch(1);
        var departure = new Departure() {
            @Override
            protected void staged(long id) {
                staging.countDown();
                endedFirst[0] = awaitQuietly(ended, 1_000);
            }
        };
        try (var rig = new Rig(Rig.LIMITS, Rig.LIMITS, Seal.NONE, seen, AN_OPTIONAL_FRAME)) {
            reading.await();
            var asker = rig.start("asker", () -> rig.link.query(new byte[10], 0, 0, Rig.SOON, departure));
            staging.await();
            var closer = rig.start("closer", () -> rig.link.close(new IOException("closed")));
            Rig.until(() -> closer.getState() == Thread.State.WAITING);
            mayGoOn.countDown();
            asker.join();
            closer.join();
            assertThat(endedFirst[0]).isFalse();
        }
    }

    private static boolean awaitQuietly(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
