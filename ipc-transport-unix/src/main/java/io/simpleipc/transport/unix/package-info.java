/**
 * The transport for the type {@code unix}. Found by name; not called directly.
 *
 * <p>What lies in the directory of the socket {@code chat}:
 * <pre>
 * chat              the socket, 0600; there exactly as long as somebody listens, or was killed while listening
 * chat.lock         locked by whoever listens; never deleted, or two processes could each lock one of their own
 * .hhhhhhrrrrrr/s   for an instant: the next socket before it is renamed to chat (h: hash of the name, r: random)
 * </pre>
 */
@NullMarked
package io.simpleipc.transport.unix;

import org.jspecify.annotations.NullMarked;
