package io.simpleipc.internal.lifecycle.flight;

import io.simpleipc.IpcException;
import io.simpleipc.Role;
import io.simpleipc.internal.lifecycle.flight.Recorder.Outage;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The time from the loss of a link to the next one. */
@Name("io.simpleipc.Reconnect")
@Label("IPC Reconnect")
@Category("Simple IPC")
@Description("A peer is joined again; the duration is that without one.")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by JFR
final class ReconnectEvent extends Event implements Outage {
    @Label("Address")
    private final String address;

    @Label("Loss")
    @Description("Class of the exception that says why the former link was lost")
    private final String loss;

    @Label("Role")
    @Description("Of this process, from now on")
    private String role = "";

    @Label("Peer")
    @Description("Process id")
    private long peer;

    ReconnectEvent(String address, IpcException loss) {
        this.address = address;
        this.loss = loss.getClass().getSimpleName();
        begin();
    }

    @Override
    public void over(Role next, long pid) {
        role = next.name();
        peer = pid;
        commit();
    }
}
