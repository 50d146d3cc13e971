package io.simpleipc.internal.session.handshake;

import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Seal;
import java.time.Duration;
import java.util.UUID;

/**
 * What a finished handshake agreed on.
 *
 * @param peer the other side; its role is the opposite of {@code role}
 * @param role this side's
 * @param peerInstance the other side's connection object: the same again if it has only lost its link
 * @param sessionId random, the same at both sides
 * @param peerLimits what the other side takes
 * @param peerTimeout the other side's query timeout
 * @param resumes whether what a cut leaves open is settled over the next link
 * @param seal protects this session's records
 */
public record Agreement(
        Peer peer,
        Role role,
        UUID peerInstance,
        UUID sessionId,
        Limits peerLimits,
        Duration peerTimeout,
        boolean resumes,
        Seal seal) {}
