package io.simpleipc.measure;

/** What can be said of a subject in a row: the key in JSON, the head of the column, how a value is written. */
public enum Figure {
    COUNT("count", "count", "%,.0f"),
    PER_SECOND("perSecond", "trips/s", "%,.0f"),
    MIB_PER_SECOND("mibPerSecond", "MiB/s", "%,.0f"),
    COLD_PER_SECOND("coldPerSecond", "cold/s", "%,.0f"),
    SLOWEST_PER_SECOND("slowestPerSecond", "slowest/s", "%,.0f"),
    MEAN("meanUs", "mean", "%,.1f"),
    P50("p50Us", "p50", "%,.1f"),
    P99("p99Us", "p99", "%,.1f"),
    P999("p999Us", "p99.9", "%,.1f"),
    MAX("maxUs", "max", "%,.0f"),
    RATE_TO_RAW("rateToRaw", "x raw", "%.2f"),
    MEDIAN_TO_RAW("medianRateToRaw", "median", "%.2f"),
    RATE_TO_HYBRID("rateToHybrid", "x hybrid", "%.2f"),
    MEDIAN_TO_HYBRID("medianRateToHybrid", "median", "%.2f"),
    P50_TO_RAW("p50ToRaw", "p50/raw", "%.2f"),
    P50_TO_HYBRID("p50ToHybrid", "p50/hyb", "%.2f"),
    OURS_TO_IT("oursToThis", "ours/it", "%.2f"),
    CALLER_BYTES("allocCallerBytes", "B caller", "%,.0f"),
    PEER_BYTES("allocPeerBytes", "B peer", "%,.0f"),
    CALLER_SWITCHES("switchesCaller", "cs caller", "%.2f"),
    PEER_SWITCHES("switchesPeer", "cs peer", "%.2f"),
    CALLER_CPU("cpuCallerUs", "cpu caller", "%,.2f"),
    PEER_CPU("cpuPeerUs", "cpu peer", "%,.2f"),
    P50_ABOVE_OURS("p50AboveOursUs", "p50-ours", "%+,.1f"),
    P50_ABOVE_RAW("p50AboveRawUs", "p50-raw", "%,.0f"),
    P50_TO_RAW_TLS("p50ToRawTls", "p50/rawtls", "%.2f"),
    ENGINE_SWITCHES("engineSwitchesPerSecond", "cs/s", "%.2f"),
    ENGINE_SWITCHES_MEDIAN("engineSwitchesMedian", "median cs/s", "%.1f"),
    ENGINE_CPU("engineCpuUsPerSecond", "us/s", "%,.1f"),
    ENGINE_CPU_MEDIAN("engineCpuUsMedian", "median us/s", "%,.1f"),
    PROCESS_CPU("processCpuUsPerSecond", "processes us/s", "%,.0f"),
    KILOBYTES("kilobytes", "kB", "%,.0f");

    private final String key;
    private final String head;
    private final String format;

    Figure(String key, String head, String format) {
        this.key = key;
        this.head = head;
        this.format = format;
    }

    /**
     * Names it in JSON; the unit of a time is part of it.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * Names it in a table; times are in microseconds.
     *
     * @return the head of the column
     */
    public String head() {
        return head;
    }

    /**
     * How a value is written in a table.
     *
     * @return a format for a double
     */
    public String format() {
        return format;
    }
}
