package io.simpleipc.internal.session.handshake;

import static java.util.Objects.requireNonNull;

import io.simpleipc.Peer;
import io.simpleipc.Refusal;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.WrongPeerException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.security.GeneralSecurityException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes strangers through the handshake at the listener's door: one thread and one selector for all of them. Whatever a
 * stranger does costs at most one of eight places for a few seconds and 1 KiB; it never costs a thread, and never the
 * seat keeper a decision before it has proved the secret. Source: docs/protocol.md, section 1.8.
 *
 * <p>{@link #greet}, {@link #wake} and {@link #close} are for any thread; all else happens on the greeter's own.
 */
public final class Greeter implements Closeable {
    /** Decides who gets the one seat. Called on the greeter's thread; must not wait. */
    public interface SeatKeeper {
        /** What becomes of a newcomer that has proved the secret. */
        sealed interface Decision {
            /** The seat is its own, provisionally: {@link #seated} or {@link #withdrawn} follows. */
            record Free() implements Decision {}

            /**
             * Another process has the seat.
             *
             * @param holder the one that has it
             */
            record Busy(Peer holder) implements Decision {}

            /**
             * Not known yet: to be asked again at {@link Greeter#wake} or at the given time. A newcomer that goes, or
             * whose five seconds are over, is not asked about again, without further notice.
             *
             * @param askAgain on the clock of {@link System#nanoTime()}
             */
            record Undecided(long askAgain) implements Decision {}

            /** This side is about to leave. */
            record Closing() implements Decision {}
        }

        /**
         * A newcomer has proved the secret and wants the seat.
         *
         * @param newcomer what was agreed on with it
         * @return what becomes of it
         */
        Decision claim(Agreement newcomer);

        /**
         * A newcomer that had the seat provisionally has taken it.
         *
         * @param newcomer now the seat keeper's, also if it fails
         */
        void seated(Dialer.Joined newcomer);

        /**
         * A newcomer that had the seat provisionally has gone without taking it.
         *
         * @param newcomer what was agreed on with it
         */
        void withdrawn(Agreement newcomer);

        /**
         * Somebody was turned away, maybe a stranger: to be counted, and no more than that unless it is to be told.
         *
         * @param why what was wrong
         * @param told how many of them a person may hear of now; mostly 0, since strangers come as often as they like
         */
        default void turnedAway(Refusal why, int told) {}

        /** The greeter's thread ended by a failure, already logged: nobody will be greeted any more. */
        void failed();
    }

    private static final int JOINS_PER_SECOND = 100;
    private static final int JOINS_AT_ONCE = 32;
    private static final long MILLI = 1_000_000;

    private final Introduction self;
    private final SeatKeeper keeper;
    private final EngineLog log;
    private final LongSupplier clock;
    private final Randomness randomness;
    private final Thread thread;

    private final Doorstep doorstep;
    private volatile @Nullable Selector selector;
    private final AtomicBoolean woken = new AtomicBoolean();

    // All below belongs to the greeter's thread.
    private final Slots<Stranger> slots = new Slots<>();
    private final WrongSecrets wrongSecrets = new WrongSecrets();
    private final TurnedAway turnedAway;
    private final TokenBucket joins;
    private final ByteBuffer scratch = ByteBuffer.allocate(1024);

    /**
     * Makes a greeter; {@link #start} makes it greet.
     *
     * @param self what this side says of itself; must stay open until this greeter is closed
     * @param keeper decides who gets the seat
     * @param log for strangers that are turned away
     * @param threadName says role and address
     */
    public Greeter(Introduction self, SeatKeeper keeper, EngineLog log, String threadName) {
        this(self, keeper, log, task -> new Thread(task, threadName), System::nanoTime, Randomness.SECURE);
    }

    Greeter(
            Introduction self,
            SeatKeeper keeper,
            EngineLog log,
            ThreadFactory threads,
            LongSupplier clock,
            Randomness randomness) {
        this.self = self;
        this.keeper = keeper;
        this.log = log;
        this.doorstep = new Doorstep(log);
        this.clock = clock;
        this.randomness = randomness;
        this.turnedAway = new TurnedAway(log, clock, keeper::turnedAway);
        this.joins = new TokenBucket(JOINS_PER_SECOND, JOINS_AT_ONCE, clock.getAsLong());
        this.thread = threads.newThread(this::run);
        thread.setDaemon(true);
    }

    /**
     * Starts the thread. Once only.
     *
     * @throws IOException if there is no descriptor left for a selector, or no thread
     */
    public void start() throws IOException {
        var events = Selector.open();
        selector = events;
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // this is how Java says that there are no threads left
            events.close();
            throw new IOException("no thread could be started to greet newcomers", e);
        }
    }

    /**
     * Takes over a stranger. Never blocks; may be called before {@link #start}, and closes the pipe if this greeter is
     * closed.
     *
     * @param pipe just accepted
     */
    public void greet(Pipe pipe) {
        doorstep.add(pipe, clock.getAsLong());
        wakeSelector();
    }

    /** Has the seat keeper asked again about everybody on whom it is undecided. */
    public void wake() {
        woken.set(true);
        wakeSelector();
    }

    /**
     * Closes every stranger, withdraws a provisional seat, and returns when the thread has ended, unless called on that
     * thread. To be called without a lock that the seat keeper takes. Idempotent.
     */
    @Override
    public void close() {
        doorstep.shut();
        wakeSelector();
        if (Thread.currentThread() != thread) {
            joinThread();
            doorstep.closeAll(); // if it was never started
        }
    }

    private void joinThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeSelector() {
        var sleeping = selector;
        if (sleeping != null) {
            sleeping.wakeup();
        }
    }

    private void run() {
        var events = requireNonNull(selector, "not started");
        boolean failed = false;
        try (events) {
            while (!doorstep.isShut()) {
                admitAll(events);
                slots.overdue(clock.getAsLong()).forEach(late -> drop(late, Rejection.TOO_SLOW, null));
                answerWaiting();
                serveProgressed();
                events.select(key -> serve((Stranger) key.attachment()), millisToSleep());
                Thread.interrupted(); // foreign code may have set it, and then the selector would not sleep
            }
        } catch (IOException | RuntimeException | Error e) {
            log.error("nobody can join any more: the thread that greets newcomers failed", e);
            failed = true;
        } finally {
            doorstep.shut();
            doorstep.closeAll();
            slots.all().forEach(this::drop);
        }
        if (failed) {
            keeper.failed();
        }
    }

    /** Those that were there; who comes meanwhile has woken the selector. */
    private void admitAll(Selector events) {
        for (int i = 0; i < Slots.COUNT; i++) {
            var arrival = doorstep.next();
            if (arrival == null) {
                return;
            }
            admit(arrival, events);
        }
    }

    private void admit(Doorstep.Arrival arrival, Selector events) {
        Stranger stranger;
        try {
            var handshake = new ListenerHandshake(self, arrival.pipe()::binding, randomness);
            stranger = Stranger.register(arrival.pipe(), handshake, arrival.since(), events);
        } catch (IOException e) {
            doorstep.close(arrival.pipe()); // it has gone already
            return;
        } catch (Throwable e) { // a plug-in's failure, or no memory: it costs this one only
            doorstep.close(arrival.pipe());
            turnedAway.report(Rejection.OWN_FAILURE, e);
            return;
        }
        var leaving = slots.admit(stranger, arrival.since());
        if (leaving != null) {
            drop(leaving, Rejection.CROWDED_OUT, null);
        }
        if (leaving != stranger) {
            serve(stranger);
        }
    }

    private void serve(Stranger stranger) {
        contained(stranger, () -> hear(stranger));
    }

    /** Those for whom a helper thread of their pipes has done something. */
    private void serveProgressed() {
        for (var stranger : slots.all()) {
            if (stranger.hasProgressed()) {
                serve(stranger);
            }
        }
    }

    private interface Work {
        void run() throws IOException, GeneralSecurityException;
    }

    /** Does something for a stranger, then sends what is to be sent; if either fails the stranger is dropped. */
    private void contained(Stranger stranger, Work work) {
        try {
            work.run();
            settle(stranger);
            weigh(stranger); // its pipe may have gone on
        } catch (WrongPeerException e) {
            drop(stranger, Rejection.of(e.reason()), null);
        } catch (IOException e) {
            var why = Rejection.of(e);
            drop(stranger, why, why == Rejection.OWN_FAILURE ? e : null);
        } catch (RuntimeException | GeneralSecurityException | OutOfMemoryError | LinkageError e) {
            drop(stranger, Rejection.OWN_FAILURE, e); // one newcomer must not cost the pair its greeter
        }
    }

    /** Ends after few rounds: a handshake has three messages of the dialler, and what comes out of turn ends it. */
    private void hear(Stranger stranger) throws IOException, GeneralSecurityException {
        while (stranger.heard()) {
            int count = stranger.pipe.read(scratch.clear());
            scratch.flip();
            weigh(stranger);
            if (count == 0) {
                return;
            }
            if (count < 0) {
                drop(stranger, Rejection.WENT_AWAY, null);
                return;
            }
            while (scratch.hasRemaining() && stranger.heard()) {
                if (stranger.refused()) { // its handshake is over, and it does not wait for the answer
                    drop(stranger, Rejection.WENT_AWAY, null);
                    return;
                }
                act(stranger, stranger.handshake.receive(scratch));
            }
        }
    }

    /** What it has shown to its pipe counts for its place. The pipe's work for it is not begun if too many want the like. */
    private void weigh(Stranger stranger) {
        if (!stranger.heard()) {
            return;
        }
        var evidence = stranger.pipe.evidence();
        if (evidence == Pipe.Evidence.NONE) {
            return;
        }
        if (mayCost(stranger)) {
            slots.reached(stranger, evidence == Pipe.Evidence.PROOF ? Slots.Stage.VOUCHED : Slots.Stage.WELCOMED);
        } else {
            drop(stranger, Rejection.OVERLOADED, null);
        }
    }

    /** Once for each: the handshake of its pipe and ours are one join. */
    private boolean mayCost(Stranger stranger) {
        stranger.paid = stranger.paid || joins.take(clock.getAsLong());
        return stranger.paid;
    }

    private void act(Stranger stranger, ListenerHandshake.Step step) throws GeneralSecurityException {
        if (step instanceof ListenerHandshake.Step.Knock) {
            welcome(stranger);
        } else if (step instanceof ListenerHandshake.Step.Proved) {
            slots.reached(stranger, Slots.Stage.PROVED);
            answerInTime(stranger, step);
        } else if (step instanceof ListenerHandshake.Step.Rejected rejected) {
            reject(stranger, rejected);
        } else if (step instanceof ListenerHandshake.Step.Seated seated) {
            seat(stranger, seated);
        }
    }

    private void welcome(Stranger stranger) throws GeneralSecurityException {
        if (mayCost(stranger)) {
            slots.reached(stranger, Slots.Stage.WELCOMED);
            stranger.send(stranger.handshake.welcome());
        } else {
            finish(stranger, Rejection.OVERLOADED, stranger.handshake.overloaded(), null);
        }
    }

    private void reject(Stranger stranger, ListenerHandshake.Step.Rejected rejected) throws GeneralSecurityException {
        if (rejected.why() == Rejection.WRONG_SECRET) {
            wrongSecrets.note(clock.getAsLong());
            answerInTime(stranger, rejected);
        } else {
            answer(stranger, rejected);
        }
    }

    /** While somebody guesses secrets every verdict is late. */
    private void answerInTime(Stranger stranger, ListenerHandshake.Step step) throws GeneralSecurityException {
        long now = clock.getAsLong();
        long due = wrongSecrets.due(now);
        if (due - now > 0) {
            stranger.waiting = new Stranger.Waiting(step, due, false);
        } else {
            answer(stranger, step);
        }
    }

    private void answerWaiting() {
        boolean askAll = woken.getAndSet(false);
        long now = clock.getAsLong();
        for (var stranger : slots.all()) {
            var waiting = stranger.waiting;
            if (waiting != null && (waiting.due() - now <= 0 || (askAll && waiting.wakeable()))) {
                contained(stranger, () -> answer(stranger, waiting.step()));
            }
        }
    }

    private void answer(Stranger stranger, ListenerHandshake.Step step) throws GeneralSecurityException {
        stranger.waiting = null;
        if (step instanceof ListenerHandshake.Step.Rejected rejected) {
            finish(stranger, rejected.why(), rejected.answer(), rejected.cause());
        } else if (step instanceof ListenerHandshake.Step.Proved proved) {
            claim(stranger, proved);
        }
    }

    private void claim(Stranger stranger, ListenerHandshake.Step.Proved proved) throws GeneralSecurityException {
        var decision = keeper.claim(proved.newcomer());
        if (decision instanceof SeatKeeper.Decision.Free) {
            stranger.provisional = proved.newcomer();
            stranger.send(stranger.handshake.joined());
        } else if (decision instanceof SeatKeeper.Decision.Busy busy) {
            finish(stranger, Rejection.BUSY, stranger.handshake.busy(busy.holder()), null);
        } else if (decision instanceof SeatKeeper.Decision.Undecided undecided) {
            long soonest = clock.getAsLong() + MILLI; // a time in the past must not make us spin
            long due = undecided.askAgain() - soonest > 0 ? undecided.askAgain() : soonest;
            stranger.waiting = new Stranger.Waiting(proved, due, true);
        } else {
            finish(stranger, Rejection.CLOSING, stranger.handshake.closing(), null);
        }
    }

    private void seat(Stranger stranger, ListenerHandshake.Step.Seated seated) {
        var newcomer = stranger.handOver(seated, scratch);
        slots.leave(stranger);
        try {
            keeper.seated(newcomer);
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            turnedAway.report(Rejection.OWN_FAILURE, e);
        }
    }

    private void finish(Stranger stranger, Rejection why, byte[] answer, @Nullable Throwable cause) {
        turnedAway.report(why, cause);
        withdraw(stranger);
        slots.answered(stranger);
        stranger.leaveAfter(answer);
    }

    private void settle(Stranger stranger) throws IOException {
        if (stranger.gone()) {
            return;
        }
        boolean pushed = stranger.push();
        if (pushed && stranger.leaving()) {
            drop(stranger);
        } else {
            stranger.listen(pushed);
        }
    }

    private void drop(Stranger stranger, Rejection why, @Nullable Throwable cause) {
        if (!stranger.gone()) {
            turnedAway.report(why, cause);
            drop(stranger);
        }
    }

    private void drop(Stranger stranger) {
        slots.leave(stranger);
        try {
            stranger.close(scratch);
        } catch (Throwable e) { // foreign code, and the others want to be greeted
            turnedAway.report(Rejection.OWN_FAILURE, e);
        }
        withdraw(stranger);
    }

    private void withdraw(Stranger stranger) {
        var newcomer = stranger.provisional;
        if (newcomer != null) {
            stranger.provisional = null;
            try {
                keeper.withdrawn(newcomer);
            } catch (RuntimeException e) {
                turnedAway.report(Rejection.OWN_FAILURE, e);
            }
        }
    }

    /** 0 = until something happens. */
    private long millisToSleep() {
        long now = clock.getAsLong();
        long nanos = slots.nanosToNext(now);
        for (var stranger : slots.all()) {
            var waiting = stranger.waiting;
            if (waiting != null) {
                nanos = Math.min(nanos, waiting.due() - now);
            }
        }
        return nanos == Long.MAX_VALUE ? 0 : Math.max(1, nanos / MILLI + 1);
    }
}
