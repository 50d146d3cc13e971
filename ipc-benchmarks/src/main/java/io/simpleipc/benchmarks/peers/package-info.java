/**
 * What else carries queries between two processes of one machine, each as one {@link io.simpleipc.measure.Subject}: set up
 * as its documentation recommends for latency, and answering with a fresh copy of the query's bytes where it can.
 */
@NullMarked
package io.simpleipc.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
