package io.simpleipc.internal.session;

import io.simpleipc.spi.Warnings;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.NOPLogger;

/**
 * The engine's log: the user's SLF4J logger or, where SLF4J has no provider, {@link System.Logger} for warnings and
 * errors, so that they never vanish. A logger that throws is contained. Thread-safe.
 */
public final class EngineLog {
    /** On the lines that tell what a listener hears, too. */
    private static final Marker EVENT = MarkerFactory.getMarker("IPC_EVENT");

    private final Logger logger;
    private final Warnings warnings;
    private final AtomicBoolean failed = new AtomicBoolean();

    public EngineLog(Logger logger) {
        this.logger = logger;
        this.warnings = Warnings.by(logger, "io.simpleipc.Connection");
    }

    public boolean isDebugEnabled() {
        try {
            return logger.isDebugEnabled();
        } catch (Throwable e) {
            report(e);
            return false;
        }
    }

    public void debug(String message) {
        contained(() -> logger.debug(message));
    }

    /** What the listener of the connection hears as well, marked as such for those who have one. */
    public void event(Level level, String message) {
        if (level == Level.WARN) {
            // Without a provider the platform's log has it, which knows no markers.
            contained(logger instanceof NOPLogger ? () -> warnings.warn(message) : () -> logger.warn(EVENT, message));
        } else if (level == Level.INFO) {
            contained(() -> logger.info(EVENT, message));
        } else {
            contained(() -> logger.debug(EVENT, message));
        }
    }

    public void info(String message) {
        contained(() -> logger.info(message));
    }

    public void warn(String message, @Nullable Throwable cause) {
        contained(() -> warnings.warn(message, cause));
    }

    public void error(String message, @Nullable Throwable cause) {
        contained(() -> warnings.error(message, cause));
    }

    /** Lines are written by the threads that keep the link: whatever a logger throws, errors too, must not end them. */
    private void contained(Runnable line) {
        try {
            line.run();
        } catch (Throwable e) {
            report(e);
        }
    }

    /** Once, or a broken logger would fill stderr. */
    private void report(Throwable thrown) {
        if (failed.getAndSet(true)) {
            return;
        }
        try {
            System.getLogger("io.simpleipc.Connection")
                    .log(
                            System.Logger.Level.ERROR,
                            "the connection's logger failed; its lines may be lost, and this is said only once",
                            thrown);
        } catch (Throwable e) {
            // The platform's log may end in the same logger: there is nowhere left to say it.
        }
    }
}
