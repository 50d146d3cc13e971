package io.simpleipc.it;

import io.simpleipc.Encryption;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.crypto.aesgcm.AesGcmEncryption;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import io.simpleipc.internal.wire.MacSeal;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.internal.wire.SessionSeal;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.SessionKeys;
import io.simpleipc.transport.tls.Certificates;
import io.simpleipc.transport.tls.TlsTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.SplittableRandom;

/** What protects the records of {@link JudgedSessions}. The last two do not, which the test of the test must find. */
enum Sealing {
    /** The engine's seal around the sessions of our own plug-in. */
    AES,
    /** The engine's MAC around a provider that returns its input. */
    IDENTITY,
    /** The TLS plug-in's pipe. */
    TLS,
    /** A session that reverses all bits and checks nothing; the engine trusts it, as it is its own to protect. */
    UNCHECKED,
    /** A link without encryption. */
    NONE;

    private static final String AES_KEY = "encryption.key";

    /** Makes one side's sessions, all from the same long-term key. */
    interface Source {
        JudgedSession session(long seed, Tape tape) throws IOException, GeneralSecurityException;
    }

    /** Makes the seals of one side. */
    private interface Seals {
        Seal seal(SessionKeys keys) throws GeneralSecurityException;
    }

    /** Makes what both sides share. */
    void makeKeys(Path folder) throws IOException {
        if (this == AES) {
            try (var key = EncryptionKey.generate()) {
                key.writeTo(folder.resolve(AES_KEY));
            }
        } else if (this == TLS) {
            var tls = tls(folder);
            Certificates.selfSigned(tls.certificate(), tls.key(), Duration.ofDays(1));
        }
    }

    private static Tls tls(Path folder) {
        return Tls.of(folder.resolve("server.crt"), folder.resolve("server.key"));
    }

    /** How many rounds the handshake takes at most: TLS 1.3 three, and some to spare. */
    int rounds() {
        return this == TLS ? 5 : 0;
    }

    TamperingProxy.Framing framing() {
        return this == TLS ? TamperingProxy.Framing.TLS : TamperingProxy.Framing.IPC;
    }

    Source open(Path folder, boolean dialler) throws IOException {
        if (this == TLS) {
            return overTls(folder, dialler);
        }
        var seals = seals(folder);
        return (seed, tape) -> new LinkSession(dialler, seed, tape, seals.seal(new Keys(dialler, seed)));
    }

    private Seals seals(Path folder) {
        switch (this) {
            case AES:
                try (var key = EncryptionKey.load(folder.resolve(AES_KEY))) {
                    var encryption = new AesGcmEncryption(key);
                    return keys -> new SessionSeal(encryption.session(keys));
                }
            case IDENTITY:
                var provider = new IdentityFactory().create(Encryption.of("it-identity"));
                return keys -> {
                    var ofDialler = keys.derive("d");
                    var ofListener = keys.derive("l");
                    return keys.dialler()
                            ? new MacSeal(provider, ofDialler, ofListener, 1)
                            : new MacSeal(provider, ofListener, ofDialler, 0);
                };
            case UNCHECKED:
                return keys -> new SessionSeal(new Reversal());
            case NONE:
                return keys -> Seal.NONE;
            default:
                throw new IllegalStateException(this + " has no seals");
        }
    }

    private static Source overTls(Path folder, boolean dialler) throws IOException {
        var spec = Spec.builder()
                .type("tls+tape")
                .address("tape")
                .secret(Marker.SECRET)
                .tls(tls(folder))
                .build();
        var carrier = new TapePlayer();
        var endpoint = new TlsTransport().endpoint(spec, carrier);
        var acceptor = endpoint.listen();
        return (seed, tape) -> {
            carrier.next = tape;
            var pipe = dialler ? endpoint.connect(Deadline.after(Duration.ofSeconds(20))) : acceptor.accept();
            return new TlsSession(dialler, seed, tape, pipe);
        };
    }

    /** Keys as a handshake would give them: the same at both sides, others in each session. */
    private record Keys(boolean dialler, long seed) implements SessionKeys {
        @Override
        public byte[] derive(String label) {
            var key = new byte[32];
            new SplittableRandom(seed ^ (long) label.hashCode() << 32).nextBytes(key);
            return key;
        }
    }

    /** An address where whoever dials or accepts gets the tape that is in. */
    private static final class TapePlayer implements Endpoint, Acceptor {
        private Tape next;

        @Override
        public String description() {
            return "tape";
        }

        @Override
        public Acceptor listen() {
            return this;
        }

        @Override
        public Pipe connect(Deadline deadline) {
            return next;
        }

        @Override
        public Pipe accept() {
            return next;
        }

        @Override
        public void close() {}
    }

    private static final class Reversal implements EncryptionSession {
        @Override
        public int overhead() {
            return 0;
        }

        @Override
        public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
            reverse(plain, target);
        }

        @Override
        public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
            reverse(sealed, target);
        }

        private static void reverse(ByteBuffer source, ByteBuffer target) {
            while (source.hasRemaining()) {
                target.put((byte) ~source.get());
            }
        }

        @Override
        public void close() {}
    }
}
