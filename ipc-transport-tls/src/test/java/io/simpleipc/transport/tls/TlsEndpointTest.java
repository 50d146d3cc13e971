package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.BlockingPipe;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TlsEndpointTest {
    private static final TlsSettings SETTINGS = new TlsSettings(PemFiles.read(Pairs.OURS), false);

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    /** A carrier that has one pipe to give. */
    private record Given(Pipe pipe, Runnable asked) implements Endpoint {
        @Override
        public String description() {
            return "given";
        }

        @Override
        public Acceptor listen() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Pipe connect(Deadline deadline) {
            asked.run();
            return pipe;
        }
    }

    @Test
    void ifThereIsNoMemoryForTlsNobodyIsDialled() {
        var exhausted = new OutOfMemoryError("as if");
        var nobody = new MemoryTransport().endpoint(Spec.of("memory", "x", "secret"));
        var endpoint = new TlsEndpoint(nobody, role -> {
            throw exhausted;
        });
        assertThatThrownBy(() -> endpoint.connect(soon())).isSameAs(exhausted);
    }

    @Test
    void aPipeOverWhichTlsCannotBePutIsClosed() throws Exception {
        var pair = Pairs.memory(1 << 10);
        var engines = new ArrayList<SSLEngine>();
        var carrier = new Given(pair.one(), () -> engines.get(0).closeOutbound());
        var endpoint = new TlsEndpoint(carrier, role -> remembered(engines, role));

        assertThatThrownBy(() -> endpoint.connect(soon())).isInstanceOf(SSLException.class);
        try (var far = new BlockingPipe(pair.other())) {
            assertThat(far.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void theFirstWordsAreReadyBeforeTheOtherEndIsDialled() throws Exception {
        var engines = new ArrayList<SSLEngine>();
        var atTheDial = new ArrayList<HandshakeStatus>();
        var carrier = new Given(
                Pairs.memory(1 << 10).one(), () -> atTheDial.add(engines.get(0).getHandshakeStatus()));

        new TlsEndpoint(carrier, role -> remembered(engines, role))
                .connect(soon())
                .close();
        assertThat(atTheDial).containsExactly(HandshakeStatus.NEED_WRAP);
        assertThat(engines).singleElement().returns(true, SSLEngine::getUseClientMode);
    }

    private static SSLEngine remembered(List<SSLEngine> engines, boolean dialled) throws IOException {
        var engine = SETTINGS.engine(dialled);
        engines.add(engine);
        return engine;
    }
}
