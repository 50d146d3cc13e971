package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.List;

/** Everything that can be measured. */
public final class Workloads {
    private static final List<Subject> ALL_OF_OURS =
            List.of(Ours.PLAIN, Ours.NO_SPIN, Ours.AES, Ours.TLS, Raw.BLOCKING, Raw.HYBRID);
    private static final List<Subject> SEALED_OR_NOT =
            List.of(Ours.PLAIN, Ours.AES, Ours.TLS, Raw.BLOCKING, Raw.HYBRID);
    private static final List<Subject> PLAIN = List.of(Ours.PLAIN, Raw.BLOCKING, Raw.HYBRID);

    private Workloads() {}

    /**
     * All that this JDK can do.
     *
     * @return in the order of the report
     */
    public static List<Workload> all() {
        var all = new ArrayList<Workload>(List.of(
                new Sequential("sequential", Workload.SMALL, ALL_OF_OURS),
                new Sparse(),
                new InFlight(1),
                new InFlight(16),
                new InFlight(64),
                new CallingThreads(16, false),
                new CallingThreads(64, false)));
        if (VirtualThreads.exist()) {
            all.add(new CallingThreads(16, true));
            all.add(new CallingThreads(64, true));
        }
        all.addAll(List.of(
                new Sequential("echo1k", 1 << 10, PLAIN),
                new Sequential("echo64k", 64 << 10, PLAIN),
                new Sequential("echo1m", 1 << 20, SEALED_OR_NOT),
                new Sequential("echo16m", 16 << 20, List.of(Ours.PLAIN, Raw.BLOCKING)),
                new Nested(),
                new BothWays(),
                new Beside(Beside.Load.SLOW),
                new Beside(Beside.Load.LARGE),
                new Watched(1),
                new Watched(64),
                new Idle(),
                new ColdStart(),
                new Killed(true),
                new Killed(false),
                new Refused(),
                new Jars()));
        return all;
    }

    /**
     * The one of this name.
     *
     * @param name as on the command line
     * @return the workload
     * @throws IllegalArgumentException if there is none
     */
    public static Workload named(String name) {
        return all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload \"" + name + "\"; there are "
                        + all().stream().map(Workload::name).toList()));
    }
}
