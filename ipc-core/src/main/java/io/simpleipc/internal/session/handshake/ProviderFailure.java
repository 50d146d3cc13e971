package io.simpleipc.internal.session.handshake;

import io.simpleipc.EncryptionProvider;
import org.jspecify.annotations.Nullable;

/** The encryption provider on this side does not work. */
final class ProviderFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ProviderFailure(EncryptionProvider provider, String what, @Nullable Throwable cause) {
        super("this side's encryption provider " + provider.getClass().getName() + " " + what, cause);
    }
}
