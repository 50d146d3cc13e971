/**
 * For authors of transports and for tests of what stands on them. {@link io.simpleipc.testkit.TransportContract} is the
 * place to start.
 */
@NullMarked
package io.simpleipc.testkit;

import org.jspecify.annotations.NullMarked;
