package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.wire.Limits;
import io.simpleipc.spi.ChannelBinding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Both halves of a whole handshake with fresh keys, without a channel: all that it costs to join but for the way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HandshakeBenchmark {
    private final ChannelBinding binding = ChannelBinding.of("unix", Sha256.hash(Sha256.ascii("/run/chat")));
    private final Introduction dialler = introduction(1);
    private final Introduction listener = introduction(2);

    private static Introduction introduction(int pid) {
        return new Introduction(
                new UUID(pid, pid),
                pid,
                Instant.EPOCH,
                new Limits(1 << 20, 1024, (4 << 20) + Limits.WINDOW_SLACK),
                Duration.ofSeconds(5),
                Introduction.psk("a secret of some length".getBytes(StandardCharsets.UTF_8)),
                PayloadEncryption.of(null),
                false);
    }

    /** From HELLO to the seat. */
    @Benchmark
    public Object join() throws GeneralSecurityException {
        var dials = new DialerHandshake(dialler, binding, Randomness.SECURE);
        var listens = new ListenerHandshake(listener, () -> binding, Randomness.SECURE);

        listens.receive(ByteBuffer.wrap(dials.hello()));
        var welcome = listens.welcome();
        var proof = (DialerHandshake.Step.Send) dials.receive(ByteBuffer.wrap(welcome));
        listens.receive(ByteBuffer.wrap(proof.bytes()));
        var verdict = listens.joined();
        var joined = (DialerHandshake.Step.Joined) dials.receive(ByteBuffer.wrap(verdict));
        return (ListenerHandshake.Step.Seated) listens.receive(ByteBuffer.wrap(joined.open()));
    }
}
