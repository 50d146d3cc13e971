package io.simpleipc.internal.session;

import io.simpleipc.Spec;
import io.simpleipc.internal.wire.Limits;

/**
 * What all sessions of one connection share.
 *
 * @param spec the user's settings
 * @param limits what this side announced
 * @param handlers the user's handlers
 * @param workers the threads for user code
 * @param log the connection's log
 * @param resumption what of them outlives their links
 * @param tally counts
 * @param address the endpoint's description, for thread names and messages
 */
public record SessionSettings(
        Spec spec,
        Limits limits,
        Handlers handlers,
        Workers workers,
        EngineLog log,
        Resumption resumption,
        Tally tally,
        String address) {}
