/**
 * How fast queries travel between two processes, ours beside others. {@link io.simpleipc.benchmarks.Main} starts a pair
 * of JVMs for each {@code Cell} of the table; in both of them every {@code Subject} is at work, and a {@code Workload}
 * asks them in turns, so that what the machine does meanwhile happens to all.
 */
@NullMarked
package io.simpleipc.benchmarks;

import org.jspecify.annotations.NullMarked;
