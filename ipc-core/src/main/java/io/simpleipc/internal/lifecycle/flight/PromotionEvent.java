package io.simpleipc.internal.lifecycle.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A client has become server. */
@Name("io.simpleipc.Promotion")
@Label("IPC Promotion")
@Category("Simple IPC")
@Description("This process was client, lost its server, and is server now.")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by JFR
final class PromotionEvent extends Event {
    @Label("Address")
    private final String address;

    PromotionEvent(String address) {
        this.address = address;
    }
}
