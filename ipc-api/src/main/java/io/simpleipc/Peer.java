package io.simpleipc;

import java.time.Instant;

/**
 * A process at the other end of the tunnel, as it introduced itself during the handshake. It is what a process that
 * knows the secret said of itself, so good for logs and error messages, not for access control.
 *
 * @param pid its process id, in its own pid namespace
 * @param startTime when its process started; the epoch if it could not tell
 * @param role the end of the tunnel that it is
 * @param protocolVersion the protocol version the two agreed on, from 1
 */
public record Peer(long pid, Instant startTime, Role role, int protocolVersion) {}
