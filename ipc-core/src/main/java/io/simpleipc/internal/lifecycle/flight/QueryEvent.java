package io.simpleipc.internal.lifecycle.flight;

import io.simpleipc.IpcException;
import io.simpleipc.internal.lifecycle.flight.Recorder.QueryRecord;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** One query of this side, from the call to its end. */
@Name("io.simpleipc.Query")
@Label("IPC Query")
@Category("Simple IPC")
@Description("A query that this process asked its peer. Payloads are not recorded.")
@Threshold("1 ms")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the fields are read by JFR
final class QueryEvent extends Event implements QueryRecord {
    @Label("Address")
    private final String address;

    @Label("Outcome")
    @Description("ANSWERED, or what is known about a query that failed: NOT_EXECUTED, EXECUTED, UNKNOWN")
    private String outcome = "ANSWERED";

    @Label("Failure")
    @Description("Class of the exception")
    private String failure = "";

    @Label("Query Size")
    @DataAmount
    private final int querySize;

    @Label("Answer Size")
    @DataAmount
    private int answerSize;

    QueryEvent(String address, int querySize) {
        this.address = address;
        this.querySize = querySize;
        begin();
    }

    @Override
    public void answered(int bytes) {
        answerSize = bytes;
        commit();
    }

    @Override
    public void failed(Throwable thrown) {
        outcome = thrown instanceof IpcException known ? known.outcome().name() : "UNKNOWN";
        failure = thrown.getClass().getSimpleName();
        commit();
    }
}
