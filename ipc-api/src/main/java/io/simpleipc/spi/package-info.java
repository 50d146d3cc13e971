/**
 * What the author of a plug-in implements, and the building blocks that make it short. A plug-in depends on this
 * package and on {@code io.simpleipc} only; it registers through {@link java.util.ServiceLoader}.
 *
 * <p>A {@link io.simpleipc.spi.Transport} says its types and makes an {@link io.simpleipc.spi.Endpoint} of a spec:
 *
 * <pre>{@code
 * @Override
 * public Set<String> types() {
 *     return Set.of("fifo");
 * }
 *
 * @Override
 * public Endpoint endpoint(Spec spec) {
 *     Options.of(spec); // it has none
 *     try {
 *         return new FifoEndpoint(Path.of(spec.address()).toAbsolutePath().normalize());
 *     } catch (InvalidPathException e) {
 *         throw new ConfigurationException(
 *                 "the address of a fifo tunnel is a directory, and \"" + spec.address() + "\" is no path", e);
 *     }
 * }
 * }</pre>
 *
 * <p>The endpoint listens, which gives an {@link io.simpleipc.spi.Acceptor}, or connects; both ways come to a {@link
 * io.simpleipc.spi.Pipe} of bytes. For sockets there are {@link io.simpleipc.spi.ListeningSocket}, {@link
 * io.simpleipc.spi.Dialler} and {@link io.simpleipc.spi.SocketPipe}; for blocking streams {@link
 * io.simpleipc.spi.StreamPipe}. A {@link io.simpleipc.spi.LayeredTransport} goes over any transport, as TLS does. An {@link
 * io.simpleipc.spi.EncryptionFactory} makes an encryption that a spec can name; one with keys for each session is a {@link
 * io.simpleipc.spi.SessionEncryption}.
 *
 * <p>{@code ipc-testkit} has the contracts that every transport and every encryption must pass. The whole way, line by
 * line, is told in docs/plugins.md of the project; the example above is whole in its folder examples.
 *
 * <p>{@link io.simpleipc.spi.ConnectionProvider}, {@link io.simpleipc.spi.ConnectionSettings} and {@link
 * io.simpleipc.spi.HandlerScope} are for engines, {@link io.simpleipc.spi.SpecFormat} for readers of documents.
 */
@NullMarked
package io.simpleipc.spi;

import org.jspecify.annotations.NullMarked;
