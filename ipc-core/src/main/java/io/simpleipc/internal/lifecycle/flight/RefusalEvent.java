package io.simpleipc.internal.lifecycle.flight;

import io.simpleipc.Refusal;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Somebody was not let in. */
@Name("io.simpleipc.Refusal")
@Label("IPC Refusal")
@Category("Simple IPC")
@Description("Processes that knocked and were not let in; one such event a second for each thing that is wrong.")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by JFR
final class RefusalEvent extends Event {
    @Label("Address")
    private final String address;

    @Label("Reason")
    private final String reason;

    @Label("Count")
    @Description("How many there were since the last such event")
    private final int count;

    RefusalEvent(String address, Refusal reason, int count) {
        this.address = address;
        this.reason = reason.name();
        this.count = count;
    }
}
