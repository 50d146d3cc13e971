package io.simpleipc.internal.lifecycle;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.internal.lifecycle.Encounter.Met;
import io.simpleipc.internal.session.Session;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the role of this process: claim the address, else dial whoever holds it, else pause and begin again. Claiming
 * comes first, so that of any number of processes exactly one listens; the order matters, see docs/election.md. Used
 * by the supervisor's thread only.
 */
final class Election {
    /** The longest pause while a user waits in {@code connect()}. */
    private static final Duration FIRST_LONGEST_PAUSE = Duration.ofMillis(50);

    private final Endpoint endpoint;
    private final Opener opener;
    private final Joiner joiner;
    private final Pace pace;

    /** Puts a doorkeeper behind a claim. */
    interface Opener {
        /**
         * Makes what accepts at the address.
         *
         * @throws IOException if that is not possible now; the acceptor is the caller's to close
         */
        Listening open(Acceptor acceptor) throws IOException;
    }

    /** The dialling side of the handshake. */
    interface Joiner {
        /**
         * Proves and is proved, and makes a session of it. The pipe is the joiner's from here on, and closed if that
         * fails; it may be closed by others, too: by whoever halts the search, and by the search after a failure.
         *
         * @throws IOException if another attempt may help
         * @throws IpcException if it will not
         */
        Session join(Pipe pipe, Deadline deadline) throws IOException;
    }

    /**
     * How fast it tries.
     *
     * @param io the longest single dial or handshake
     * @param longestPause between two attempts to join again
     * @param random uniform in [0, 1)
     */
    record Pace(Duration io, Duration longestPause, DoubleSupplier random) {}

    Election(Endpoint endpoint, Opener opener, Joiner joiner, Pace pace) {
        this.endpoint = endpoint;
        this.opener = opener;
        this.joiner = joiner;
        this.pace = pace;
    }

    /**
     * Searches until a role is found, a refusal ends the search, its time is over, or it is halted.
     *
     * @param search whose role
     * @param failed hears of each failed attempt to join again
     * @return {@link Found.Nothing} if the time is over or the search halted
     */
    Found find(Search search, Consumer<IpcException> failed) {
        var backoff = new Backoff(search.isFirst() ? FIRST_LONGEST_PAUSE : pace.longestPause(), pace.random());
        search.pause(search.startPauseNanos());
        while (!search.isHalted() && !search.isTimeOver()) {
            var found = attempt(search);
            if (found instanceof Found.Address || found instanceof Found.Server) {
                return found;
            }
            if (search.isHalted()) {
                break;
            }
            if (found instanceof Found.Refusal refusal) {
                if (search.isFirst()) {
                    return found;
                }
                backoff.lengthen();
                report(search, refusal.cause(), failed);
            } else if (!search.isFirst() && backoff.isLongest()) {
                report(search, search.encounter().failure(endpoint.description()), failed);
            }
            search.pause(search.encounter().last() == Met.STRANGER ? backoff.nextInACrowd() : backoff.next());
        }
        return new Found.Nothing();
    }

    private static void report(Search search, IpcException cause, Consumer<IpcException> failed) {
        search.attemptFailed(cause);
        failed.accept(cause);
    }

    private Found attempt(Search search) {
        if (!search.mayListen()) {
            return dial(search, false, null);
        }
        try {
            return new Found.Address(claim());
        } catch (AddressInUseException e) {
            return dial(search, true, null);
        } catch (UnusableAddressException e) {
            return e.reason() == Reason.NOT_LOCAL ? dial(search, false, null) : refusal(e);
        } catch (IOException | RuntimeException | Error e) {
            return dial(search, false, e);
        }
    }

    private Listening claim() throws IOException {
        var acceptor = endpoint.listen();
        try {
            return opener.open(acceptor);
        } catch (IOException | RuntimeException | Error e) {
            try {
                acceptor.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /**
     * Dials whoever holds the address.
     *
     * @param inUse whether somebody is known to hold it
     * @param claimFailure why claiming failed in an unexpected way, or null
     */
    private Found dial(Search search, boolean inUse, @Nullable Throwable claimFailure) {
        if (!search.startDialling()) {
            return new Found.Nothing();
        }
        Pipe pipe = null;
        Found found = new Found.Nothing();
        try {
            pipe = endpoint.connect(search.ioDeadline(pace.io()));
            search.reached(pipe);
            found = handshake(search, pipe);
        } catch (NoListenerException e) {
            search.meets(
                    claimFailure == null
                            ? search.encounter().then(inUse, Met.NOBODY, e)
                            : search.encounter().then(inUse, Met.TROUBLE, claimFailure));
        } catch (UnusableAddressException e) {
            found = refusal(e);
        } catch (IpcException e) {
            found = new Found.Refusal(e);
        } catch (IOException | RuntimeException | Error e) {
            search.meets(search.encounter().then(inUse, pipe == null ? Met.TROUBLE : Met.STRANGER, e));
        } finally {
            search.stopDialling();
            if (pipe != null && !(found instanceof Found.Server)) {
                closeWhateverBecameOfIt(pipe);
            }
        }
        return found;
    }

    /** The joiner has closed it, unless it never got it; closing twice does no harm. */
    private static void closeWhateverBecameOfIt(Pipe pipe) {
        try {
            pipe.close();
        } catch (RuntimeException | Error e) {
            // why the attempt failed is known already, and the search goes on
        }
    }

    private Found handshake(Search search, Pipe pipe) throws IOException {
        var deadline = search.ioDeadline(pace.io());
        try {
            return new Found.Server(joiner.join(pipe, deadline));
        } catch (NotAnIpcPeerException e) {
            if (deadline.hasPassed() && !search.isTimeOver()) {
                // It was silent for as long as one handshake may take, and may be frozen; there is time to look again.
                throw new IOException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private static Found refusal(UnusableAddressException e) {
        return new Found.Refusal(new AddressUnusableException(e.reason(), String.valueOf(e.getMessage()), e));
    }
}
