package io.simpleipc.measure;

import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * What a workload has to do with, in the calling process.
 *
 * @param place where the other process serves
 * @param subjects those that both processes have
 * @param effort how long to measure
 * @param peer what the other process uses up
 * @param progress hears how much of the workload is done, from 0 to 1
 */
public record Stage(Place place, List<Subject> subjects, Effort effort, Vitals peer, DoubleConsumer progress) {}
