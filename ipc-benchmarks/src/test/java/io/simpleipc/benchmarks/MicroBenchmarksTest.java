package io.simpleipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.crypto.aesgcm.CipherBenchmark;
import io.simpleipc.internal.session.PendingCallsBenchmark;
import io.simpleipc.internal.session.handshake.HandshakeBenchmark;
import io.simpleipc.internal.wire.CodecBenchmark;
import org.junit.jupiter.api.Test;

/** What {@code ipc-benchmarks/jmh} measures does what it says; nothing is measured here. */
class MicroBenchmarksTest {
    @Test
    void theCodecKeepsLengths() throws Exception {
        var codec = new CodecBenchmark();
        codec.bytes = 1_000;
        codec.makeFrames();

        for (int i = 0; i < 1_000; i++) { // more than a buffer takes
            assertThat(codec.encodeQuery()).isGreaterThan(1_000L * i);
            assertThat(codec.decodeQuery()).hasSize(1_000);
            assertThat(codec.decodeAnswer()).hasSize(1_000);
        }
    }

    @Test
    void aCallIsFoundInTheTable() {
        var table = new PendingCallsBenchmark();
        table.others = 3;
        table.fill();

        for (int i = 0; i < 2_000; i++) { // more than there are places
            assertThat(table.addFindRemove(new PendingCallsBenchmark.Own())).isNotNull();
        }
    }

    @Test
    void theHandshakeJoins() throws Exception {
        assertThat(new HandshakeBenchmark().join()).isNotNull();
    }

    @Test
    void whatIsSealedOpens() throws Exception {
        var cipher = new CipherBenchmark();
        cipher.bytes = 1_000;
        cipher.join();

        assertThat(cipher.sealAndOpen().position()).isEqualTo(1_000);
        assertThat(cipher.sealAndOpen().position()).isEqualTo(1_000);
        assertThat(cipher.seal().position()).isEqualTo(1_016);
    }
}
