package io.simpleipc.internal.session.handshake;

import java.util.UUID;

/** Where a handshake takes its fresh values from; test vectors fix them. */
interface Randomness {
    X25519 ephemeral();

    UUID sessionId();

    /** The only one outside of tests. */
    Randomness SECURE = new Randomness() {
        @Override
        public X25519 ephemeral() {
            return X25519.generate();
        }

        @Override
        public UUID sessionId() {
            return UUID.randomUUID();
        }
    };
}
