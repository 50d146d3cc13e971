/**
 * For authors of plug-ins and for tests of what stands on them. {@link io.simpleipc.testkit.TransportContract} and {@link
 * io.simpleipc.testkit.EncryptionContract} are the places to start.
 */
@NullMarked
package io.simpleipc.testkit;

import org.jspecify.annotations.NullMarked;
