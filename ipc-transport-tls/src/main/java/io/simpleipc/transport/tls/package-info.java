/**
 * The layer for the types {@code tls}, {@code tls4}, {@code tls6} and {@code tls+T}. Found by name; of its types only
 * {@link io.simpleipc.transport.tls.Certificates} is called directly.
 */
@NullMarked
package io.simpleipc.transport.tls;

import org.jspecify.annotations.NullMarked;
