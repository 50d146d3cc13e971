package io.simpleipc.measure;

import java.util.List;

/**
 * What a workload has to do with, in the calling process.
 *
 * @param place where the other process serves
 * @param subjects those that both processes have
 * @param effort how long to measure
 * @param peer what the other process uses up
 */
public record Stage(Place place, List<Subject> subjects, Effort effort, Vitals peer) {}
