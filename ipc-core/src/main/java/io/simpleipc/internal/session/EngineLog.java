package io.simpleipc.internal.session;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * The engine's log: the user's SLF4J logger or, where SLF4J has no provider, {@link System.Logger} for warnings and
 * errors, so that they never vanish. A logger that throws is contained. Thread-safe.
 */
public final class EngineLog {
    private final Logger logger;
    private final System.@Nullable Logger fallback;

    public EngineLog(Logger logger) {
        this.logger = logger;
        this.fallback = logger instanceof NOPLogger ? System.getLogger("io.simpleipc.Connection") : null;
    }

    public boolean isDebugEnabled() {
        return logger.isDebugEnabled();
    }

    public void debug(String message) {
        contained(() -> logger.debug(message));
    }

    public void info(String message) {
        contained(() -> logger.info(message));
    }

    public void warn(String message, @Nullable Throwable cause) {
        contained(() -> {
            if (fallback != null) {
                fallback.log(System.Logger.Level.WARNING, message, cause);
            } else {
                logger.warn(message, cause);
            }
        });
    }

    public void error(String message, @Nullable Throwable cause) {
        contained(() -> {
            if (fallback != null) {
                fallback.log(System.Logger.Level.ERROR, message, cause);
            } else {
                logger.error(message, cause);
            }
        });
    }

    /** The user's logger must not be able to break a link; what it throws can be reported nowhere but to stderr. */
    private static void contained(Runnable line) {
        try {
            line.run();
        } catch (RuntimeException e) {
            System.getLogger("io.simpleipc.Connection")
                    .log(System.Logger.Level.ERROR, "the connection's logger failed", e);
        }
    }
}
