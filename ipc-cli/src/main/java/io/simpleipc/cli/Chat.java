package io.simpleipc.cli;

import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Peer;
import io.simpleipc.Role;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One side of a chat. Each line is a query, and its answer is the receipt: empty from another chat, or whatever else the
 * other side says to it. Lines of both directions and events are shown one at a time.
 */
final class Chat implements ConnectionListener {
    /** What the other side says must not move the cursor, ring or rename the window. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x7f-\\x9f&&[^\\t]]");

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private final Screen screen;
    private final String where;
    private final boolean seen;
    private final Lines lines;

    // Guards the screen, so that lines stay whole; and the two fields below.
    private final Object turn = new Object();
    private @Nullable Peer peer;
    private String lastFailure = "";

    /**
     * For one connection.
     *
     * @param screen where it is shown
     * @param where SPEC as typed
     * @param seen whether a person looks on and types, who can be told at once that nobody is there
     * @param lines what this side says
     */
    Chat(Screen screen, String where, boolean seen, Lines lines) {
        this.screen = screen;
        this.where = where;
        this.seen = seen;
        this.lines = lines;
    }

    /**
     * Sends each line, to the end of the input.
     *
     * @return whether all that was to be sent could be
     */
    boolean talk(OpenConnection open) throws IOException {
        // Its own thread, so that typing goes on while an answer is long in coming.
        var saying = Executors.newSingleThreadExecutor(task -> new Thread(task, "ipc-chat"));
        var last = CompletableFuture.completedFuture(true);
        try {
            for (var line = lines.next(); line != null; line = lines.next()) {
                var text = line;
                last = last.thenApplyAsync(well -> say(open, text) && well, saying);
                if (!seen) {
                    last.join(); // a file is not read faster than it is sent
                }
            }
            return last.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        } finally {
            saying.shutdownNow();
        }
    }

    /** False if the line can never be sent. */
    private boolean say(OpenConnection open, String line) {
        if (Arguments.isSpoilt(line)) {
            fail("not sent: the line is no text in " + Screen.textCharset()
                    + "; ipc query and ipc pipe send any bytes");
            return false;
        }
        try {
            if (!seen) {
                open.awaitPeer(null, this::delayed, "ipc chat " + where + ", in another terminal");
            }
            var answer = open.connection().query(line);
            if (!answer.isEmpty()) {
                show(answer);
            }
        } catch (MessageTooLargeException e) {
            // The line may have been longer still, which nobody has counted.
            fail("not sent: the line is longer than " + e.limit()
                    + " bytes, the largest message; send it in pieces, or raise maxMessageSize on both sides");
            return false;
        } catch (IpcException e) {
            if (!seen) {
                throw e;
            }
            fail(
                    e instanceof NotConnectedException
                            ? "not sent: nobody is there"
                            : e.outcome() + ": " + clean(String.valueOf(e.getMessage())));
        }
        return true;
    }

    private void fail(String why) {
        synchronized (turn) {
            lines.aside(() -> screen.failure("-- " + why));
        }
    }

    /** The other side says something. */
    String hear(String text) {
        show(text);
        return "";
    }

    private void show(String text) {
        synchronized (turn) {
            var who = peer == null ? "peer" : String.valueOf(peer.pid());
            lines.aside(() -> {
                for (var line : LINE_BREAK.split(text, -1)) {
                    screen.said(who, clean(line));
                }
            });
        }
    }

    static String clean(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    @Override
    public void listening() {
        tell("waiting at " + where + ", as server; run the same command in another terminal");
    }

    @Override
    public void connected(Peer joined) {
        synchronized (turn) {
            boolean again = peer != null && peer.pid() == joined.pid();
            peer = joined;
            lastFailure = "";
            var own = joined.role() == Role.SERVER ? Role.CLIENT : Role.SERVER;
            tell("process " + joined.pid() + (again ? " is back" : " is there") + ", as "
                    + DemoMember.name(joined.role())
                    + "; this is " + ProcessHandle.current().pid() + ", the " + DemoMember.name(own)
                    + "; Ctrl-D ends it");
        }
    }

    @Override
    public void disconnected(IpcException cause) {
        tell(clean(String.valueOf(cause.getMessage())));
    }

    /** Says each reason once, not at each attempt. */
    @Override
    public void attemptFailed(IpcException cause) {
        var reason = clean(String.valueOf(cause.getMessage()));
        synchronized (turn) {
            if (!reason.equals(lastFailure)) {
                lastFailure = reason;
                tell(reason);
            }
        }
    }

    @Override
    public void gaveUp(IpcException cause) {
        tell("no longer looking for the other side: " + clean(String.valueOf(cause.getMessage())));
    }

    /** It takes long to find the other side, or a role. */
    void delayed(String why) {
        tell(clean(why) + "; see ipc doctor " + where);
    }

    private void tell(String text) {
        synchronized (turn) {
            lines.aside(() -> screen.quiet("-- " + text));
        }
    }
}
