/**
 * The lowest floor: frames and records to bytes and back. Knows pipes, lengths, credits and seals; nothing of handlers,
 * timeouts of queries, or roles.
 */
@NullMarked
package io.simpleipc.internal.wire;

import org.jspecify.annotations.NullMarked;
