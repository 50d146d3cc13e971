package io.simpleipc.internal.lifecycle.flight;

import io.simpleipc.IpcException;
import io.simpleipc.Refusal;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/** Loaded only where there is a flight recorder. */
final class FlightRecorderOfJvm implements Recorder {
    private final String address;

    FlightRecorderOfJvm(String address) {
        this.address = address;
    }

    /** Looked up when the flight recorder runs: doing so would start it. */
    private static final class Type {
        static final EventType QUERY = EventType.getEventType(QueryEvent.class);
    }

    @Override
    public boolean records() {
        return FlightRecorder.isInitialized() && Type.QUERY.isEnabled();
    }

    @Override
    public QueryRecord query(int bytes) {
        return new QueryEvent(address, bytes);
    }

    @Override
    public Outage outage(IpcException cause) {
        return FlightRecorder.isInitialized() ? new ReconnectEvent(address, cause) : Outage.NONE;
    }

    @Override
    public void promoted() {
        if (FlightRecorder.isInitialized()) {
            new PromotionEvent(address).commit();
        }
    }

    @Override
    public void refused(Refusal why, int count) {
        if (FlightRecorder.isInitialized()) {
            new RefusalEvent(address, why, count).commit();
        }
    }
}
