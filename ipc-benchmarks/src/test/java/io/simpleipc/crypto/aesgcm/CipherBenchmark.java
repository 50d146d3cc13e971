package io.simpleipc.crypto.aesgcm;

import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A record of AES-256-GCM sealed by one side, and opened by the other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CipherBenchmark {
    private static final int OVERHEAD = 256;

    /** Length of the frames in a record: a small query, and the most that a record takes. */
    @Param({"80", "1024", "32768"})
    public int bytes;

    private final ByteBuffer header = ByteBuffer.allocate(4);
    private ByteBuffer plain = ByteBuffer.allocate(0);
    private ByteBuffer sealed = ByteBuffer.allocate(0);
    private ByteBuffer opened = ByteBuffer.allocate(0);
    private EncryptionSession sends;
    private EncryptionSession receives;

    /** Makes both sides of a session. */
    @Setup
    public void join() throws GeneralSecurityException {
        plain = ByteBuffer.allocate(bytes);
        sealed = ByteBuffer.allocate(bytes + OVERHEAD);
        opened = ByteBuffer.allocate(bytes);
        try (var key = EncryptionKey.generate();
                var encryption = new AesGcmEncryption(key)) {
            sends = encryption.session(new Keys(true));
            receives = encryption.session(new Keys(false));
        }
    }

    /** Seals a record and opens it again: the receiver counts, so neither can be had alone. */
    @Benchmark
    public ByteBuffer sealAndOpen() throws GeneralSecurityException {
        sends.seal(header.clear(), plain.clear(), sealed.clear());
        receives.open(header.clear(), sealed.flip(), opened.clear());
        return opened;
    }

    /** Seals only. */
    @Benchmark
    public ByteBuffer seal() throws GeneralSecurityException {
        sends.seal(header.clear(), plain.clear(), sealed.clear());
        return sealed;
    }

    private record Keys(boolean dialler) implements SessionKeys {
        @Override
        public byte[] derive(String label) {
            return Arrays.copyOf(label.getBytes(StandardCharsets.US_ASCII), 32);
        }
    }
}
