package io.simpleipc.benchmarks.peers;

import java.util.List;

/** Options for JVMs that warn of what libraries have always done: the report is no place for it. */
final class Warnings {
    private static final int FIRST_THAT_WARNS = 24;

    static final List<String> OFF = Runtime.version().feature() < FIRST_THAT_WARNS
            ? List.of()
            : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private Warnings() {}
}
