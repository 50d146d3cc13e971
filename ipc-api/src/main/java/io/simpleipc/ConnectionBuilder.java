package io.simpleipc;

import io.simpleipc.spi.ConnectionProvider;
import io.simpleipc.spi.ConnectionSettings;
import io.simpleipc.spi.Services;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects a connection's settings and hands them to the engine, which is looked up here. */
final class ConnectionBuilder implements Connection.Builder {
    private final Spec.Builder spec;
    private @Nullable QueryHandler queryHandler;
    private @Nullable BytesHandler bytesHandler;
    private @Nullable MessageHandler messageHandler;
    private @Nullable ConnectionListener listener;
    private @Nullable EncryptionProvider encryption;
    private @Nullable Logger logger;
    private @Nullable Executor executor;
    private @Nullable ClassLoader classLoader;

    ConnectionBuilder(Spec spec) {
        this.spec = spec.toBuilder();
    }

    @Override
    public Connection.Builder onQuery(QueryHandler handler) {
        queryHandler = handler;
        return this;
    }

    @Override
    public Connection.Builder onBytes(BytesHandler handler) {
        bytesHandler = handler;
        return this;
    }

    @Override
    public Connection.Builder onMessage(MessageHandler handler) {
        messageHandler = handler;
        return this;
    }

    @Override
    public Connection.Builder listener(ConnectionListener value) {
        listener = value;
        return this;
    }

    @Override
    public Connection.Builder encryption(EncryptionProvider provider) {
        encryption = provider;
        return this;
    }

    @Override
    public Connection.Builder logger(Logger value) {
        logger = value;
        return this;
    }

    @Override
    public Connection.Builder executor(Executor value) {
        executor = value;
        return this;
    }

    @Override
    public Connection.Builder classLoader(ClassLoader loader) {
        classLoader = loader;
        return this;
    }

    @Override
    public Connection.Builder queryTimeout(Duration timeout) {
        spec.queryTimeout(timeout);
        return this;
    }

    @Override
    public Connection.Builder drain(Duration drain) {
        spec.drain(drain);
        return this;
    }

    @Override
    public Connection.Builder reconnect(Reconnect reconnect) {
        spec.reconnect(reconnect);
        return this;
    }

    @Override
    public Connection.Builder promotion(boolean promotion) {
        spec.promotion(promotion);
        return this;
    }

    @Override
    public Connection.Builder maxMessageSize(int bytes) {
        spec.maxMessageSize(bytes);
        return this;
    }

    @Override
    public Connection.Builder maxInFlight(int queries) {
        spec.maxInFlight(queries);
        return this;
    }

    @Override
    public Connection.Builder maxBufferedBytes(long bytes) {
        spec.maxBufferedBytes(bytes);
        return this;
    }

    @Override
    public Connection.Builder logQueries(boolean log) {
        spec.logQueries(log);
        return this;
    }

    @Override
    public Connection.Builder logKeepAlives(boolean log) {
        spec.logKeepAlives(log);
        return this;
    }

    @Override
    public Connection.Builder allowInsecureRemote(boolean allow) {
        spec.allowInsecureRemote(allow);
        return this;
    }

    @Override
    public Connection.Builder tls(@Nullable Tls tls) {
        spec.tls(tls);
        return this;
    }

    @Override
    public Connection.Builder encryption(@Nullable Encryption value) {
        spec.encryption(value);
        return this;
    }

    @Override
    public Connection.Builder spin(Spin spin) {
        spec.spin(spin);
        return this;
    }

    @Override
    public Connection.Builder options(Map<String, String> options) {
        spec.options(options);
        return this;
    }

    @Override
    public Connection build() {
        if (queryHandler != null && bytesHandler != null) {
            throw new ConfigurationException(
                    "both onQuery and onBytes are set; a connection has one query handler", null);
        }
        var services = Services.of(classLoader);
        var engine = services.only(ConnectionProvider.class, "engine", "io.simpleipc:ipc-core");
        return engine.create(new ConnectionSettings(
                spec.build(),
                queryHandler,
                bytesHandler,
                messageHandler,
                listener == null ? new ConnectionListener() {} : listener,
                encryption,
                logger == null ? LoggerFactory.getLogger(Connection.class) : logger,
                executor,
                services));
    }
}
