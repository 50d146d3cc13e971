package io.simpleipc.internal.session.handshake;

import io.simpleipc.ConfigurationException;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.spi.SessionEncryption;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The encryption of one connection and the kind under which it is announced: {@code none} without one, the name of the
 * plug-in that was found by name, what a {@link SessionEncryption} says of itself, {@code custom} for any other object.
 * Both sides must announce the same. Immutable. Source: docs/protocol.md, section 1.4.
 *
 * @param kind 1 to 32 lower case letters, digits and hyphens
 * @param provider encrypts, or null
 * @param owned whether the provider is the engine's to close
 */
public record PayloadEncryption(String kind, @Nullable EncryptionProvider provider, boolean owned)
        implements AutoCloseable {
    /** Frames travel in the clear. */
    public static final PayloadEncryption NONE = new PayloadEncryption("none", null, false);

    private static final String CUSTOM = "custom";
    private static final Pattern KIND = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Set<String> TAKEN = Set.of("none", CUSTOM);

    /** Whether a plug-in may have this name. */
    public static boolean isName(String kind) {
        return KIND.matcher(kind).matches() && !TAKEN.contains(kind);
    }

    /** A provider that was made by the plug-in of that name; closed with the connection. */
    public static PayloadEncryption named(String name, EncryptionProvider provider) {
        return new PayloadEncryption(name, provider, true);
    }

    /**
     * A provider that the user made, and closes; null for none.
     *
     * @throws ConfigurationException if it is of a kind that cannot be announced
     */
    public static PayloadEncryption of(@Nullable EncryptionProvider provider) {
        if (provider == null) {
            return NONE;
        }
        return provider instanceof SessionEncryption session
                ? new PayloadEncryption(kindOf(session), session, false)
                : new PayloadEncryption(CUSTOM, provider, false);
    }

    private static String kindOf(SessionEncryption session) {
        @Nullable String kind; // foreign code
        try {
            kind = session.kind();
        } catch (RuntimeException | LinkageError e) {
            throw new ConfigurationException(
                    "the encryption " + session.getClass().getName() + " failed to tell its kind: " + e, e);
        }
        if (kind == null || !isName(kind)) {
            throw new ConfigurationException(
                    "the encryption " + session.getClass().getName() + " calls its kind "
                            + (kind == null ? "null" : "\"" + kind + "\"")
                            + "; a kind has 1 to 32 lower case letters, digits and hyphens, and is neither none nor"
                            + " custom",
                    null);
        }
        return kind;
    }

    /**
     * Closes a provider that the engine had made, if it can be closed.
     *
     * @throws IllegalStateException if the provider fails to
     */
    @Override
    public void close() {
        if (owned && provider instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception | LinkageError e) {
                throw new IllegalStateException("the encryption \"" + kind + "\" could not be closed: " + e, e);
            }
        }
    }

    /** Without the provider, whose own {@code toString} may say too much. */
    @Override
    public String toString() {
        return "PayloadEncryption[" + kind + "]";
    }
}
