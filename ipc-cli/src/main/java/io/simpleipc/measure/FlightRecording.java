package io.simpleipc.measure;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;

/** A recording of the library's events in memory, of no others. */
final class FlightRecording implements Closeable {
    private static final String QUERY = "io.simpleipc.Query";
    private static final List<String> OTHERS =
            List.of("io.simpleipc.Reconnect", "io.simpleipc.Promotion", "io.simpleipc.Refusal");

    private final Recording recording;

    private FlightRecording(Recording recording) {
        this.recording = recording;
    }

    /**
     * Records from here on.
     *
     * @param eachQuery not only those that take as long as the event's own threshold
     */
    static FlightRecording start(boolean eachQuery) {
        var recording = new Recording();
        recording.setToDisk(false);
        OTHERS.forEach(recording::enable);
        var query = recording.enable(QUERY);
        if (eachQuery) {
            query.withThreshold(Duration.ZERO);
        }
        recording.start();
        return new FlightRecording(recording);
    }

    @Override
    public void close() {
        recording.close();
    }
}
