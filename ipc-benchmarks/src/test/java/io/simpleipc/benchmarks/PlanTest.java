package io.simpleipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.benchmarks.peers.Peers;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Workloads;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void aFullRunMeasuresEverythingWhereItSuits() throws Exception {
        assertThat(wants("", "sequential", "tcp", "cross")).isTrue();
        assertThat(wants("", "async64", "tcp", "same")).isTrue();
        assertThat(wants("", "async64", "tcp", "cross")).isFalse();
        assertThat(wants("", "cold", "unix", "same")).isFalse();
        assertThat(wantsPeer("", "netty", "async16", "unix", "same")).isTrue();
        assertThat(wantsPeer("", "netty", "sparse", "unix", "free")).isFalse();
        assertThat(wantsPeer("", "rmi", "sequential", "unix", "free")).isFalse();
    }

    @Test
    void aQuickRunLeavesOutWhatDiffersLeast() throws Exception {
        assertThat(wants("--quick", "sequential", "unix", "same")).isTrue();
        assertThat(wants("--quick", "async64", "unix", "free")).isTrue();
        assertThat(wants("--quick", "async64", "unix", "same")).isFalse();
        assertThat(wants("--quick", "async64", "tcp", "free")).isFalse();
        assertThat(wantsPeer("--quick", "netty", "sequential", "unix", "free")).isTrue();
        assertThat(wantsPeer("--quick", "netty", "sequential", "unix", "same")).isFalse();
        assertThat(wantsPeer("--quick", "netty", "async16", "unix", "free")).isFalse();
    }

    @Test
    void whatIsAskedForByNameIsMeasuredInAQuickRunToo() throws Exception {
        var line = "--quick --only async16 --place same --transport tcp";
        assertThat(wants(line, "async16", "tcp", "same")).isTrue();
        assertThat(wants(line, "async16", "unix", "same")).isFalse();
        assertThat(wants(line, "async16", "tcp", "free")).isFalse();
        assertThat(wants(line, "async64", "tcp", "same")).isFalse();
        assertThat(wants("--place cross", "async64", "tcp", "cross")).isTrue();
        assertThat(wants("--place cross", "cold", "tcp", "cross")).isFalse();
        assertThat(wantsPeer(line, "rsocket", "async16", "tcp", "same")).isTrue();
    }

    private static boolean wants(String line, String workload, String transport, String placement) throws Exception {
        return plan(line).wants(Workloads.named(workload), transport, placed(placement));
    }

    private static boolean wantsPeer(String line, String peer, String workload, String transport, String placement)
            throws Exception {
        return plan(line)
                .wantsPeer(Workloads.named(workload), new Peers().labelled(peer), transport, placed(placement));
    }

    private static Plan plan(String line) throws Exception {
        return new Plan(Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" "))));
    }

    private static Placement placed(String name) {
        return new Placement(name, List.of(), List.of());
    }
}
