/** Connections watched by Micrometer: {@link io.simpleipc.micrometer.ConnectionMetrics}. */
@NullMarked
package io.simpleipc.micrometer;

import org.jspecify.annotations.NullMarked;
