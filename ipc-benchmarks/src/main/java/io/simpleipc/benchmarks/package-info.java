/**
 * How fast queries travel between two processes, ours beside others. {@link io.simpleipc.benchmarks.Main} has each {@code
 * Workload} of {@link io.simpleipc.measure} measured in each placement, and shows what comes out.
 */
@NullMarked
package io.simpleipc.benchmarks;

import org.jspecify.annotations.NullMarked;
