package io.simpleipc.crypto.aesgcm;

import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.slf4j.LoggerFactory;

/**
 * Has the JVM compile its cipher before the first large messages come. Where only large records are made, the cipher is
 * interpreted for seconds, at a hundredth of its speed, since what counts for the compiler is calls. So some thousand
 * small records are sealed and opened by a daemon thread, once in the life of the JVM, when the first encryption is made; it
 * ends by itself, and nobody waits for it.
 */
final class Warmup {
    private static final int ROUNDS = 16_000;
    private static final int SIZE = 1024;

    private Warmup() {}

    /** Initialized once, by whoever comes first: this is how Java counts to one without a lock of ours. */
    private static final class Once {
        static final Thread THREAD = start();

        private static Thread start() {
            var thread = new Thread(null, Warmup::run, "ipc-aes-256-gcm-warm-up", 0, false);
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (OutOfMemoryError e) { // this is how Java says that there are no threads left
                LoggerFactory.getLogger(Warmup.class).debug("no thread to warm the cipher up; going on without", e);
            }
            return thread;
        }
    }

    /**
     * Starts the warm-up, unless that was done before.
     *
     * @return the thread that does it, or did
     */
    static Thread begin() {
        return Once.THREAD;
    }

    private static void run() {
        try {
            rounds();
        } catch (GeneralSecurityException | RuntimeException e) {
            LoggerFactory.getLogger(Warmup.class).debug("warming the cipher up failed; going on without", e);
        }
    }

    private static void rounds() throws GeneralSecurityException {
        var header = ByteBuffer.allocate(4);
        var plain = ByteBuffer.allocate(SIZE);
        var sealed = ByteBuffer.allocate(SIZE + GcmSession.TAG);
        var opened = ByteBuffer.allocate(SIZE);
        try (var sender = session(true);
                var receiver = session(false)) {
            for (int round = 0; round < ROUNDS; round++) {
                sender.seal(header, plain.clear(), sealed.clear());
                receiver.open(header, sealed.flip(), opened.clear());
            }
        }
    }

    private static GcmSession session(boolean dialler) throws GeneralSecurityException {
        var keys = new SessionKeys() {
            @Override
            public boolean dialler() {
                return dialler;
            }

            @Override
            public byte[] derive(String label) {
                return new byte[Hkdf.HASH]; // nothing is protected by it
            }
        };
        return new GcmSession(new byte[EncryptionKey.LENGTH], keys, GcmDirection.Rekey.DEFAULT);
    }
}
