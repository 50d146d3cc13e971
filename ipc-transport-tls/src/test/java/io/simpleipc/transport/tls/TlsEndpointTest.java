package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Spec;
import io.simpleipc.testkit.BlockingPipe;
import io.simpleipc.testkit.MemoryTransport;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TlsEndpointTest {
    private static TlsEndpoint endpoint(TlsEndpoint.Engines engines) {
        return new TlsEndpoint(new MemoryTransport().endpoint(Spec.of("memory", "x", "secret")), engines);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ifThereIsNoMemoryForTlsTheCarrierIsClosed(boolean dialled) throws Exception {
        var pair = Pairs.memory(1 << 10);
        var exhausted = new OutOfMemoryError("as if");
        var endpoint = endpoint(role -> {
            throw exhausted;
        });

        assertThatThrownBy(() -> endpoint.over(pair.one(), dialled)).isSameAs(exhausted);
        try (var far = new BlockingPipe(pair.other())) {
            assertThat(far.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void theEngineIsToldWhoDialled() throws Exception {
        var pair = Pairs.memory(1 << 10);
        var settings = new TlsSettings(PemFiles.read(Pairs.OURS), false);
        var dialled = new boolean[1];
        var endpoint = endpoint(role -> {
            dialled[0] = role;
            return settings.engine(role);
        });

        endpoint.over(pair.one(), true).close();
        assertThat(dialled[0]).isTrue();
        endpoint.over(pair.other(), false).close();
        assertThat(dialled[0]).isFalse();
    }
}
