package io.simpleipc.internal.session.handshake;

import io.simpleipc.spi.SessionKeys;
import java.util.Arrays;

/**
 * The keys that a session encryption may derive from the handshake:
 * {@code HKDF-Expand(export, "simpleipc/1 enc " ‖ label ‖ h, 32)}. Good until {@link #close}, that is while the session
 * is being started. Source: docs/protocol.md, section 1.3.
 */
final class HandshakeKeys implements SessionKeys, AutoCloseable {
    private final boolean dialler;
    private final byte[] export; // its content is guarded by its monitor
    private final byte[] hash;
    private boolean closed; // guarded by the export's monitor

    HandshakeKeys(boolean dialler, byte[] export, byte[] hash) {
        this.dialler = dialler;
        this.export = export.clone();
        this.hash = hash.clone();
    }

    @Override
    public boolean dialler() {
        return dialler;
    }

    @Override
    public byte[] derive(String label) {
        if (!label.chars().allMatch(character -> character < 128)) {
            throw new IllegalArgumentException("the label of a key is ASCII");
        }
        synchronized (export) {
            if (closed) {
                throw new IllegalStateException("keys can be derived only while the session is being started");
            }
            return Sha256.expand(export, "simpleipc/1 enc " + label, hash);
        }
    }

    @Override
    public void close() {
        synchronized (export) {
            closed = true;
            Arrays.fill(export, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "HandshakeKeys[" + (dialler ? "dialler" : "listener") + "]";
    }
}
