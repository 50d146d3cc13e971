package io.simpleipc.benchmarks;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Figure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All figures that are to be reached. Aeron is no peer here: it goes through shared memory. */
final class Goals {
    /** What; workload; transports; placements; in whose rows; which figure and its bound; from which JDK to which. */
    private static final String TABLE = """
            64 B, beside a socket that reads busily | sequential | unix tcp | free | ours | rateToHybrid >= 0.8
            64 B, beside a socket that blocks | sequential | unix tcp | same cross free | ours | rateToRaw >= 0.9
            the same, never reading busily | sequential | unix tcp | same cross free | ours-spin | rateToRaw >= 0.9
            a query every 10 ms, p50 beside a bare socket's | sparse | unix tcp | same cross free | ours | p50ToRaw <= 1.9
            nested 3 deep, time beside a plain one's | nested3 | unix tcp | same cross free | ours, nested | oursToThis <= 2
            fast beside 20 ms handlers, p99 in us | beside-slow | unix tcp | same cross free | ours | p99Us <= 1000
            fast beside 16 MiB messages, p99 in us | beside-large | unix tcp | same cross free | ours | p99Us <= 5000
            AES-256-GCM, 64 B, p50: us more | sequential | unix tcp | same cross free | ours+aes | p50AboveOursUs <= 2
            TLS, 64 B, p50: us more | sequential | unix tcp | same cross free | ours+tls | p50AboveOursUs <= 4
            bytes allocated per 64 B query, caller | sequential | unix tcp | same free | ours | allocCallerBytes <= 120
            bytes allocated per 64 B query, other side | sequential | unix tcp | same free | ours | allocPeerBytes <= 80
            16 in flight, per second | async16 | unix | free | ours | perSecond >= 1000000
            64 in flight, per second | async64 | unix | free | ours | perSecond >= 1500000
            16 in flight, times the best socket peer | async16 | unix | same free | PEERS | oursToThis >= 3.5
            64 in flight, times the best socket peer | async64 | unix | same free | PEERS | oursToThis >= 3.5
            16 threads, times the best socket peer (stretch: 3) | threads16 | unix tcp | same free | PEERS | oursToThis >= 1
            64 threads, times the best socket peer (stretch: 2) | threads64 | unix tcp | same free | PEERS | oursToThis >= 1
            1 MiB echo, beside a bare socket | echo1m | unix | same cross free | ours | rateToRaw >= 0.8
            1 MiB echo, AES-256-GCM, MiB/s | echo1m | unix | free | ours+aes | mibPerSecond >= 717 | 17 24
            1 MiB echo, AES-256-GCM, MiB/s | echo1m | unix | free | ours+aes | mibPerSecond >= 1229 | 25 99
            1 MiB echo, AES-256-GCM, MiB/s in the slowest slice | echo1m | unix | free | ours+aes | slowestPerSecond >= 100
            idle, context switches in the median second | idle | unix tcp | free | ours | engineSwitchesMedian <= 0
            idle, us of processor time in the median second | idle | unix tcp | free | ours | engineCpuUsMedian <= 0
            server killed: us until the last pending query fails | kill-server | unix tcp | free | ours, query fails | maxUs <= 100000
            client killed: us until the last pending query fails | kill-client | unix tcp | free | ours, query fails | maxUs <= 100000
            server killed: us until the survivor listens, at most | kill-server | unix tcp | free | ours, listens | maxUs <= 50000
            busy, us, at most | refuse | unix tcp | free | busy, later | maxUs <= 50000
            wrong secret, us, at most | refuse | unix tcp | free | other secret, later | maxUs <= 50000
            foreign program, us, at most | refuse | unix tcp | free | foreign, later | maxUs <= 50000
            cold start, us above a bare socket's, p50 | cold | unix tcp | free | ours | p50AboveRawUs <= 60000
            cold start with TLS, p50 beside bare TLS | cold | tcp | free | ours+tls | p50ToRawTls <= 1.1
            jars with one transport, kB | jars | unix tcp | free | together | kilobytes <= 300
            """;

    private static final String PEERS = "PEERS";
    private static final Set<String> SOCKET_PEERS = ordered("netty", "rsocket", "grpc", "lsp4j", "jeromq", "rmi");

    private Goals() {}

    /** Those that hold on a JDK of this feature version: newer ones have faster ciphers. */
    static List<Goal> on(int jdk) {
        var goals = new ArrayList<Goal>();
        for (var line : TABLE.lines().toList()) {
            var parts = Stream.of(line.split("[|]")).map(String::strip).toList();
            if (parts.size() < 7 || holds(parts.get(6), jdk)) {
                goals.add(goal(parts));
            }
        }
        return goals;
    }

    static List<Goal.Verdict> verdicts(List<Cell> cells, int jdk) {
        return on(jdk).stream().flatMap(goal -> goal.verdicts(cells).stream()).toList();
    }

    private static boolean holds(String versions, int jdk) {
        var ends = versions.split(" ");
        return jdk >= Integer.parseInt(ends[0]) && jdk <= Integer.parseInt(ends[1]);
    }

    private static Goal goal(List<String> parts) {
        var bound = parts.get(5).split(" ");
        return new Goal(
                parts.get(0),
                parts.get(1),
                ordered(parts.get(2).split(" ")),
                ordered(parts.get(3).split(" ")),
                parts.get(4).equals(PEERS) ? SOCKET_PEERS : Set.of(parts.get(4)),
                figure(bound[0]),
                bound[1].equals(">=") ? Goal.Bound.AT_LEAST : Goal.Bound.AT_MOST,
                Double.parseDouble(bound[2]));
    }

    private static Figure figure(String key) {
        return Stream.of(Figure.values())
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no figure " + key));
    }

    private static Set<String> ordered(String... words) {
        return new LinkedHashSet<>(List.of(words));
    }
}
