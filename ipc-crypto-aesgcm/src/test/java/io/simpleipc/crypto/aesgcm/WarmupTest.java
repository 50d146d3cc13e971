package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Connection;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.Spec;
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

    @Test
    void theFirstSessionStartsIt() throws InterruptedException {
        try (var encryption = new AesGcmEncryption(EncryptionKey.generate());
                var first = connection(encryption);
                var second = connection(encryption)) {
            first.connect();
            second.connect();

            assertThat(Warmup.begin().getState()).isNotEqualTo(Thread.State.NEW);
            Warmup.begin().join();
        }
    }

    private static Connection connection(EncryptionProvider encryption) {
        var spec = Spec.of("memory", "aes warm-up", "test secret");
        return Connection.builder(spec)
                .onQuery(query -> query)
                .encryption(encryption)
                .build();
    }
}
