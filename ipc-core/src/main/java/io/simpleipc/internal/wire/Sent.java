package io.simpleipc.internal.wire;

/**
 * What was given to a link to be sent.
 *
 * @param queries own ones, asked the first time
 * @param messages one-way
 */
public record Sent(long queries, long messages) {}
