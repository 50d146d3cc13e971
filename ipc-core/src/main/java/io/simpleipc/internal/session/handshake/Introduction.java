package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.wire.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * What this side says of itself in every handshake, and the psk that proves it. {@link #close} wipes the psk and closes
 * the encryption; no handshake may be under way then, or it fails as one with a wrong secret. Immutable but for that;
 * thread-safe.
 */
public final class Introduction implements AutoCloseable {
    private final long pid;
    private final Instant startTime;
    private final Terms terms;
    private final byte[] psk; // its content is guarded by its monitor
    private final PayloadEncryption encryption;
    private final boolean resumes;

    /**
     * Makes an introduction.
     *
     * @param instance random, one per connection object
     * @param pid of this process
     * @param startTime of this process; the epoch if it is not known
     * @param limits what this side takes; its window holds four of the largest messages plus {@link Limits#WINDOW_SLACK}
     * @param queryTimeout announced in milliseconds, 1 to 4,294,967,295
     * @param psk what {@link #psk(byte[])} returned; the caller's array is not kept
     * @param encryption encrypts payloads, and under which name
     * @param resumes whether this side offers to settle over the next link what a cut left open
     * @throws IllegalArgumentException if the window is too small or the psk has not 32 bytes
     * @throws io.simpleipc.ConfigurationException if this Java runtime has no X25519
     */
    public Introduction(
            UUID instance,
            long pid,
            Instant startTime,
            Limits limits,
            Duration queryTimeout,
            byte[] psk,
            PayloadEncryption encryption,
            boolean resumes) {
        if (!Terms.windowFits(limits)) {
            throw new IllegalArgumentException("the window of " + limits + " is too small for its messages");
        }
        if (psk.length != Sha256.LENGTH) {
            throw new IllegalArgumentException("a psk has " + Sha256.LENGTH + " bytes");
        }
        X25519.require();
        this.pid = pid;
        this.startTime = startTime.isBefore(Instant.EPOCH) ? Instant.EPOCH : startTime;
        this.terms = new Terms(limits, queryTimeout, instance);
        this.psk = psk.clone();
        this.encryption = encryption;
        this.resumes = resumes;
    }

    /**
     * Derives the pre-shared key of Noise: {@code HMAC-SHA-256("simpleipc/1 psk", secret)}. Source: docs/protocol.md,
     * section 1.3.
     *
     * @param secret the secret's UTF-8 bytes; neither kept nor changed
     * @return 32 bytes, for the caller to wipe
     */
    public static byte[] psk(byte[] secret) {
        return Sha256.hmac(Sha256.ascii("simpleipc/1 psk"), secret);
    }

    long pid() {
        return pid;
    }

    Instant startTime() {
        return startTime;
    }

    Terms terms() {
        return terms;
    }

    /** The feature bits that this side knows. */
    long features() {
        return resumes ? Hello.RESUMING : 0;
    }

    PayloadEncryption encryption() {
        return encryption;
    }

    Noise noise(byte[] prologue, X25519 ephemeral) {
        synchronized (psk) {
            return new Noise(prologue, psk, ephemeral);
        }
    }

    /**
     * Wipes the psk, and closes the encryption as {@link PayloadEncryption#close} says. To be called once.
     *
     * @throws IllegalStateException if the encryption fails to close
     */
    @Override
    public void close() {
        synchronized (psk) {
            Arrays.fill(psk, (byte) 0);
        }
        encryption.close();
    }

    @Override
    public String toString() {
        return "Introduction[instance=" + terms.instance() + ", pid=" + pid + "]";
    }
}
