package io.simpleipc.benchmarks;

import io.simpleipc.measure.Effort;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Subject;
import io.simpleipc.measure.Workload;
import java.util.Set;

/**
 * What is measured where. Everything that was asked for by name is; of the rest is left out what differs least, and more of
 * it in a quick run.
 *
 * @param options the command line
 */
record Plan(Options options) {
    private static final String SEQUENTIAL = "sequential";
    private static final Set<String> QUICK_OVER_TCP = Set.of(SEQUENTIAL, "threads16", "cold");
    private static final Set<String> QUICK_WITH_PEERS = Set.of(SEQUENTIAL, "async64", "threads16", "echo1m", "cold");

    /** Where it shows most that two processors wake each other dearly. */
    private static final Set<String> CROSS = Set.of(SEQUENTIAL, "sparse", "echo1m");

    boolean wants(Workload workload, String transport, Placement placement) {
        return options.wantsWorkload(workload.name())
                && wantsTransport(workload, transport)
                && workload.suits(placement)
                && wantsPlacement(workload, placement);
    }

    boolean wantsPeer(Workload workload, Subject peer, String transport, Placement placement) {
        return workload.suits(peer)
                && peer.goesOver(transport)
                && (!isQuick() || !options.only().isEmpty() || QUICK_WITH_PEERS.contains(workload.name()))
                && wantsPlacementOfPeers(placement);
    }

    private boolean wantsTransport(Workload workload, String transport) {
        if (!options.transports().isEmpty()) {
            return options.transports().contains(transport);
        }
        return transport.equals("unix")
                || !isQuick()
                || !options.only().isEmpty()
                || QUICK_OVER_TCP.contains(workload.name());
    }

    private boolean wantsPlacement(Workload workload, Placement placement) {
        if (!options.places().isEmpty()) {
            return options.places().contains(placement.name());
        }
        if (placement.name().equals(Placement.CROSS) && !CROSS.contains(workload.name())) {
            return false;
        }
        return isFree(placement) || !isQuick() || workload.name().equals(SEQUENTIAL);
    }

    private boolean wantsPlacementOfPeers(Placement placement) {
        if (!options.places().isEmpty()) {
            return true;
        }
        return isFree(placement) || (!isQuick() && placement.name().equals(Placement.SAME));
    }

    private boolean isQuick() {
        return options.effort().equals(Effort.QUICK);
    }

    private static boolean isFree(Placement placement) {
        return placement.name().equals(Placement.FREE);
    }
}
