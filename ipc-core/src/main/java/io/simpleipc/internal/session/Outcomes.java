package io.simpleipc.internal.session;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.Outcome;
import io.simpleipc.Peer;
import io.simpleipc.PeerOverloadedException;
import io.simpleipc.QueryInterruptedException;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.NoRoomException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says what happened as the exceptions that users see; made on the thread that throws them. */
final class Outcomes {
    private final String peer;

    /** Whether the peer has said that it closes, after which the end of the link is no loss. */
    private volatile boolean farewell;

    Outcomes(Peer peer, String address) {
        this.peer = "the peer (pid " + peer.pid() + ", " + address + ")";
    }

    /** The peer has said that it closes. */
    void peerTookLeave() {
        farewell = true;
    }

    boolean hasPeerTakenLeave() {
        return farewell;
    }

    IpcException exception(Call.Ending ending, Duration timeout) {
        if (ending instanceof Call.Ending.Failed failed) {
            return failure(failed.failure());
        }
        if (ending instanceof Call.Ending.Lost lost) {
            return new ConnectionLostException(lost.why() + consequence(lost.outcome()), lost.outcome(), lost.cause());
        }
        if (ending instanceof Call.Ending.TimedOut timedOut) {
            return new QueryTimeoutException(
                    "no answer from " + peer + " within " + timeout.toMillis() + " ms"
                            + consequence(timedOut.outcome()),
                    timedOut.outcome(),
                    null);
        }
        var abandoned = (Call.Ending.Abandoned) ending;
        return interrupted("waiting for the answer", abandoned.outcome(), null);
    }

    QueryInterruptedException interrupted(String doing, Outcome outcome, @Nullable Throwable cause) {
        return new QueryInterruptedException(
                "the calling thread was interrupted while " + doing + consequence(outcome), outcome, cause);
    }

    ConnectionLostException lost(IOException cause, Outcome outcome) {
        return new ConnectionLostException(why(cause), outcome, cause);
    }

    PeerOverloadedException noRoom(String what, NoRoomException cause) {
        return new PeerOverloadedException(
                "the peer's buffer had no room for the " + what
                        + " in time; it was not sent; raise maxBufferedBytes, or"
                        + " find what blocks the peer's handlers",
                cause);
    }

    String why(IOException cause) {
        boolean isEnd = cause instanceof EOFException;
        if (farewell) {
            return peer + " has closed the connection" + (isEnd ? "" : " (" + cause.getMessage() + ")");
        }
        // A process that is killed says nothing any more, and the system ends the stream for it.
        return isEnd
                ? "the link to " + peer + " was lost: the stream ended without a farewell; has its process died?"
                : "the link to " + peer + " is gone: " + cause.getMessage();
    }

    private IpcException failure(Failure failure) {
        if (failure instanceof Failure.HandlerFailed failed) {
            return new RemoteQueryException(
                    failed.typeName(),
                    "the handler of " + peer + " failed: "
                            + (failed.typeName().isEmpty() ? "" : failed.typeName() + ": ") + failed.message(),
                    Outcome.EXECUTED);
        }
        if (failure instanceof Failure.NoHandler none) {
            return new RemoteQueryException(
                    "", peer + " did not handle the query: " + none.text(), Outcome.NOT_EXECUTED);
        }
        if (failure instanceof Failure.Overloaded overloaded) {
            return new PeerOverloadedException(peer + " is overloaded: " + overloaded.text(), null);
        }
        if (failure instanceof Failure.AnswerTooLarge large) {
            return new MessageTooLargeException("answer", large.size(), large.limit(), Outcome.EXECUTED);
        }
        if (failure instanceof Failure.Closing) {
            return new ConnectionLostException(
                    peer + " is closing; the query was not executed", Outcome.NOT_EXECUTED, null);
        }
        if (failure instanceof Failure.Expired) {
            return new QueryTimeoutException(
                    "no handler of " + peer + " was free in time; the query was not executed",
                    Outcome.NOT_EXECUTED,
                    null);
        }
        if (failure instanceof Failure.NotSeen) {
            return new ConnectionLostException(
                    "the link was cut before a handler of " + peer + " took the query; the query was not executed",
                    Outcome.NOT_EXECUTED,
                    null);
        }
        if (failure instanceof Failure.Forgotten) {
            return new ConnectionLostException(
                    "the link was cut, and " + peer + " no longer knows what became of the query"
                            + consequence(Outcome.UNKNOWN),
                    Outcome.UNKNOWN,
                    null);
        }
        return new QueryTimeoutException("the handler of " + peer + " answered too late", Outcome.EXECUTED, null);
    }

    private static String consequence(Outcome outcome) {
        switch (outcome) {
            case NOT_EXECUTED:
                return "; the query was not executed";
            case EXECUTED:
                return "; the query was executed";
            default:
                return "; the query may have been executed";
        }
    }

    /** Queries of handlers of queries, again and again. */
    static PeerOverloadedException tooDeep(int most) {
        return new PeerOverloadedException(
                "queries nest deeper than " + most + "; does each handler ask the other without end?", null);
    }

    /** As many queries as both sides allow are under way. */
    static PeerOverloadedException noPlace(int most) {
        return new PeerOverloadedException(
                most
                        + " queries are in flight, and none was answered in time; the query was not sent; raise maxInFlight"
                        + " on both sides, or find what blocks the peer's handlers",
                null);
    }
}
