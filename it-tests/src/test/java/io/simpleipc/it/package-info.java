/**
 * Real JVMs against each other.
 *
 * <p>A test starts {@link io.simpleipc.it.WorkerJvm}s through {@link io.simpleipc.it.Jvms}; each runs {@link
 * io.simpleipc.it.Worker}, which does what it is told line by line: open a connection, connect, query, close. Tests wait
 * for answers and events, never for a length of time; a process that does not answer in time is asked for its threads,
 * and the test fails with them. {@link io.simpleipc.it.Rounds} repeats what depends on chance, from a printed seed.
 *
 * <p>At the end of a run {@link io.simpleipc.it.ClosingTable} prints what all of them have played.
 *
 * <pre>
 * -Dipc.seed=N             the same rounds again
 * -Dipc.rounds.election=N  -Dipc.rounds.kill=N   how many, for each transport
 * -Dipc.rounds.judged=N    -Dipc.rounds.judged-tls=N   tampered records, each in a session of its own
 * -Dipc.rounds.tamper=N    links that are tampered with, for each protection
 * -Dipc.stress.seconds=N   how long stress and flood last
 * </pre>
 */
package io.simpleipc.it;
