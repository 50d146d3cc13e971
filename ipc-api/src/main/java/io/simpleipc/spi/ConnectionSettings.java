package io.simpleipc.spi;

import io.simpleipc.BytesHandler;
import io.simpleipc.ConnectionListener;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.MessageHandler;
import io.simpleipc.QueryHandler;
import io.simpleipc.Spec;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * All that an engine gets to make one connection.
 *
 * @param spec the checked settings
 * @param queryHandler answers text, or null
 * @param bytesHandler answers bytes, or null; never set together with {@code queryHandler}
 * @param messageHandler takes one-way messages, or null
 * @param listener hears events
 * @param encryption encrypts records, or null; counts more than the one that the spec names
 * @param logger where to log
 * @param executor runs user code, or null for threads of the engine's own
 * @param services where to look for plug-ins
 */
public record ConnectionSettings(
        Spec spec,
        @Nullable QueryHandler queryHandler,
        @Nullable BytesHandler bytesHandler,
        @Nullable MessageHandler messageHandler,
        ConnectionListener listener,
        @Nullable EncryptionProvider encryption,
        Logger logger,
        @Nullable Executor executor,
        Services services) {}
