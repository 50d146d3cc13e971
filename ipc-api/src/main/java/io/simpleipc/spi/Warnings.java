package io.simpleipc.spi;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Where a plug-in warns: its SLF4J logger or, where SLF4J has no provider, {@link System.Logger}, so that a warning never
 * vanishes. Thread-safe.
 */
public final class Warnings {
    private final Logger logger;
    private final System.@Nullable Logger fallback;

    private Warnings(Logger logger, String name) {
        this.logger = logger;
        this.fallback = logger instanceof NOPLogger ? System.getLogger(name) : null;
    }

    /**
     * Finds the logger of a class.
     *
     * @param source the class that warns; its name is the logger's
     * @return where it warns
     */
    public static Warnings of(Class<?> source) {
        return by(LoggerFactory.getLogger(source), source.getName());
    }

    /**
     * Warns by a given logger.
     *
     * @param logger the user's
     * @param name that of the platform's logger, if the user's is the one that does nothing
     * @return where it warns
     */
    public static Warnings by(Logger logger, String name) {
        return new Warnings(logger, name);
    }

    /**
     * Warns. Whatever the user's logger throws is thrown.
     *
     * @param message what was found, and the cure; no secrets. It is taken as it is, without placeholders
     */
    public void warn(String message) {
        warn(message, null);
    }

    /**
     * Warns. Whatever the user's logger throws is thrown.
     *
     * @param message what was found, and the cure; no secrets. It is taken as it is, without placeholders
     * @param cause what led to it, or null
     */
    public void warn(String message, @Nullable Throwable cause) {
        if (fallback != null) {
            fallback.log(System.Logger.Level.WARNING, message, cause);
        } else {
            logger.warn(message, cause);
        }
    }

    /**
     * Says that something has failed. Whatever the user's logger throws is thrown.
     *
     * @param message what has failed; no secrets. It is taken as it is, without placeholders
     * @param cause what led to it, or null
     */
    public void error(String message, @Nullable Throwable cause) {
        if (fallback != null) {
            fallback.log(System.Logger.Level.ERROR, message, cause);
        } else {
            logger.error(message, cause);
        }
    }
}
