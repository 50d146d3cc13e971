package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WarmupTest {
    @Test
    void theCipherIsWarmedUpOnceByADaemonThatEnds() throws InterruptedException {
        var thread = Warmup.begin();

        assertThat(thread.isDaemon()).isTrue();
        thread.join();
        assertThat(Warmup.begin()).isSameAs(thread);
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }
}
