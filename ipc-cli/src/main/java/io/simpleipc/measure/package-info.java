/**
 * Measures how fast queries travel between two processes: this library beside a bare socket, and beside whatever else
 * brings a {@link io.simpleipc.measure.Subject}.
 *
 * <p>A {@link io.simpleipc.measure.Pair} starts two JVMs ({@link io.simpleipc.measure.MeasuringProcess}). In one of them
 * every subject answers, in the other every subject asks what the {@link io.simpleipc.measure.Workload} says, in turns of
 * some milliseconds, so that what the machine does meanwhile happens to all. What comes out is a list of {@link
 * io.simpleipc.measure.Row}s. {@code ipc bench} and the benchmarks of this project both use it.
 */
@NullMarked
package io.simpleipc.measure;

import org.jspecify.annotations.NullMarked;
