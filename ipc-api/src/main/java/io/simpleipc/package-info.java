/**
 * One tunnel between exactly two processes that run identical code: the same {@link io.simpleipc.Spec}, the same {@link
 * io.simpleipc.QueryHandler}, the same {@link io.simpleipc.Connection#connect()}. The first to come is the server, the
 * second the client; either may query the other.
 *
 * <pre>{@code
 * Spec spec = Spec.unix(name, "super-secret");
 * try (Connection connection = Connection.of(spec, query -> "hello, " + query)) {
 *     connection.connect(); // the first to come listens, the second joins
 *     if (connection.awaitConnected(Duration.ofMinutes(1))) {
 *         System.out.println(connection.query("world"));
 *     }
 * }
 * }</pre>
 *
 * <p>{@link io.simpleipc.Connection} is the place to start, {@link io.simpleipc.Spec} says where to meet, and {@link
 * io.simpleipc.Connection.Builder} has everything beyond the plain case: bytes, one-way messages, events, encryption,
 * executors, limits. Whatever fails throws an {@link io.simpleipc.IpcException}, whose {@link
 * io.simpleipc.IpcException#outcome() outcome} says whether a query may have been executed.
 *
 * <p>At run time a transport must be on the class path or module path, such as {@code ipc-transport-unix}; it brings the
 * engine. All types are safe for any number of threads, but for builders. More in docs/guide.md of the project.
 */
@NullMarked
package io.simpleipc;

import org.jspecify.annotations.NullMarked;
