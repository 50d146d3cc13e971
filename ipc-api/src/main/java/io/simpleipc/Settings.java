package io.simpleipc;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that {@link Spec.Builder} collects and {@link Connection.Builder} may override. Names and defaults are
 * those of the JSON document.
 *
 * @param <B> the builder itself, so that calls chain
 */
public interface Settings<B extends Settings<B>> {
    /**
     * How long a query may take, and any single wait for the other side. Keep-alives travel every half of the smaller
     * of both sides' values.
     *
     * @param timeout 100 ms to 1 day; default 5 s
     * @return this builder
     */
    B queryTimeout(Duration timeout);

    /**
     * How long {@code close()} waits for running handlers.
     *
     * @param drain zero to 1 day; default 5 s
     * @return this builder
     */
    B drain(Duration drain);

    /**
     * What a client does that loses its server.
     *
     * @param reconnect default {@link Reconnect#DEFAULT}
     * @return this builder
     */
    B reconnect(Reconnect reconnect);

    /**
     * Whether a client whose server is gone may take the address over and become server itself.
     *
     * @param promotion default true
     * @return this builder
     */
    B promotion(boolean promotion);

    /**
     * The largest query, answer or message. Both sides' values are exchanged; the smaller one holds.
     *
     * @param bytes 1 KiB to 512 MiB; default 16 MiB
     * @return this builder
     */
    B maxMessageSize(int bytes);

    /**
     * How many queries may wait for their answers in one direction. Both sides' values are exchanged; the smaller one
     * holds. A caller beyond it waits for its turn.
     *
     * @param queries 1 to 1,000,000; default 1024
     * @return this builder
     */
    B maxInFlight(int queries);

    /**
     * How much of what the peer sends may be held in memory here, per connection.
     *
     * @param bytes at least four times {@code maxMessageSize}; default 64 MiB
     * @return this builder
     */
    B maxBufferedBytes(long bytes);

    /**
     * Whether queries and answers are logged (level debug), cut to 200 characters.
     *
     * @param log default false
     * @return this builder
     */
    B logQueries(boolean log);

    /**
     * Whether keep-alives are logged (level debug).
     *
     * @param log default false
     * @return this builder
     */
    B logKeepAlives(boolean log);

    /**
     * Whether an address of another machine may be used without encryption.
     *
     * @param allow default false: such an address is refused
     * @return this builder
     */
    B allowInsecureRemote(boolean allow);

    /**
     * Certificate and key of a tunnel through TLS. A type without {@code tls} in it becomes {@code tls+} that type.
     *
     * @param tls default null: none
     * @return this builder
     */
    B tls(@Nullable Tls tls);

    /**
     * The encryption plug-in, by name.
     *
     * @param encryption default null: records are not encrypted
     * @return this builder
     */
    B encryption(@Nullable Encryption encryption);

    /**
     * Whether whoever waits may read busily before it sleeps: quicker answers, for some more of the processor.
     *
     * @param spin default {@link Spin#AUTO}
     * @return this builder
     */
    B spin(Spin spin);

    /**
     * Settings of the transport plug-in, passed on untouched. Those whose names begin with a layer's name and a dot are
     * that layer's. They are plain text: for a password a plug-in takes the path of a file.
     *
     * @param options names and values as that plug-in documents them; default none
     * @return this builder
     */
    B options(Map<String, String> options);
}
