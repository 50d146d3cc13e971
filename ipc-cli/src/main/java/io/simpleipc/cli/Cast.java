package io.simpleipc.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a demo and what they reported. Sees to it that none of them is left over, and that the end of one
 * that was not to end is noticed by whoever waits for a report.
 */
final class Cast implements AutoCloseable {
    private static final int ENDED_BY_INTERRUPT = 130;

    // All fields are guarded by this object's monitor, which is never held while a process is written to.
    private final List<MemberProcess> members = new ArrayList<>();
    private final List<MemberProcess> mayEnd = new ArrayList<>();
    private final List<Received> inbox = new ArrayList<>();
    private final long endNanos;
    private boolean closed;

    /**
     * A report that came in.
     *
     * @param from who wrote it
     * @param report what it says
     * @param nanos when it came, {@link System#nanoTime()}
     */
    record Received(MemberProcess from, Report report, long nanos) {}

    /**
     * An empty cast.
     *
     * @param endNanos the {@link System#nanoTime()} at which the demo must be over
     */
    Cast(long endNanos) {
        this.endNanos = endNanos;
    }

    MemberProcess start(DemoAddress address, String secret) throws DemoFailure {
        synchronized (this) {
            if (closed) {
                throw new DemoFailure("the demo is being stopped");
            }
            try {
                var member = MemberProcess.start(address, secret);
                members.add(member);
                var reader = new Thread(() -> read(member), "demo-reports-" + member.pid());
                reader.setDaemon(true);
                reader.start();
                return member;
            } catch (IOException e) {
                throw new DemoFailure("a process could not be started: " + e.getMessage(), e);
            }
        }
    }

    /** From now on this member may end without the demo being broken. */
    synchronized void mayEnd(MemberProcess member) {
        mayEnd.add(member);
    }

    /** The first report of this kind from this member that was not taken yet. */
    synchronized Received await(MemberProcess member, Report.Kind kind, String what)
            throws DemoFailure, InterruptedException {
        while (true) {
            for (Iterator<Received> unread = inbox.iterator(); unread.hasNext(); ) {
                var received = unread.next();
                if (received.report().kind() == Report.Kind.BROKEN) {
                    throw new DemoFailure("process " + received.from().pid() + " failed: "
                            + received.report().word(0));
                }
                if (received.from() == member && received.report().kind() == kind) {
                    unread.remove();
                    return received;
                }
            }
            failIfOneHasEnded();
            long left = endNanos - System.nanoTime();
            if (left <= 0) {
                throw new DemoFailure("the time is over, and still missing: " + what);
            }
            // Woken by reports and, at the latest after 100 ms, by the end of a process.
            wait(Math.min(100, TimeUnit.NANOSECONDS.toMillis(left) + 1));
        }
    }

    /** Waits until a member that was told to quit has done so. */
    synchronized void awaitQuit(MemberProcess member) throws DemoFailure, InterruptedException {
        while (member.isAlive()) {
            if (endNanos - System.nanoTime() <= 0) {
                throw new DemoFailure("process " + member.pid() + " was told to quit and does not");
            }
            wait(10);
        }
        if (member.exitCode() != 0) {
            throw new DemoFailure("process " + member.pid() + " quit with exit code " + member.exitCode());
        }
    }

    /** Ends every process that is left and waits for it. May be called again, by any thread. */
    @Override
    public void close() {
        List<MemberProcess> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(members);
        }
        boolean interrupted = false;
        for (var member : left) {
            member.kill();
        }
        for (var member : left) {
            while (member.isAlive()) {
                try {
                    member.awaitEnd();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void failIfOneHasEnded() throws DemoFailure, InterruptedException {
        for (var member : members) {
            if (!member.isAlive() && !mayEnd.contains(member)) {
                int exitCode = member.exitCode();
                if (closed || exitCode == ENDED_BY_INTERRUPT) {
                    // Ctrl-C reaches all processes of a terminal; this one is about to follow.
                    wait(1_000);
                }
                throw new DemoFailure("process " + member.pid() + " ended unexpectedly, exit code " + exitCode);
            }
        }
    }

    private void read(MemberProcess member) {
        try (var output = member.output()) {
            String line;
            while ((line = output.readLine()) != null) {
                long now = System.nanoTime();
                var report = Report.parse(line);
                if (report != null) {
                    received(new Received(member, report, now));
                }
            }
        } catch (IOException e) {
            // Killing a process closes its pipes here too. That it has ended is seen where its reports are awaited.
            return;
        }
    }

    private synchronized void received(Received received) {
        inbox.add(received);
        notifyAll();
    }
}
