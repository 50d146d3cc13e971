package io.simpleipc.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * What the engine has to say to the person who typed the command: warnings and errors, without stack traces. What the
 * commands tell themselves, as listeners, is left out. With {@code --debug} the usual log takes its place.
 */
final class CommandLog extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    /** The library's mark on lines that a listener hears, too. */
    private static final Marker EVENT = MarkerFactory.getMarker("IPC_EVENT");

    private final transient Consumer<String> said;

    CommandLog(PrintWriter err) {
        this(line -> {
            err.println(line);
            err.flush();
        });
    }

    /** For who writes the lines in another way. */
    CommandLog(Consumer<String> said) {
        this.name = "ipc";
        this.said = said;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        var message = MessageFormatter.basicArrayFormat(pattern, arguments);
        if (!EVENT.equals(marker)) {
            said.accept("ipc: " + (level == Level.WARN ? "warning: " : "error: ") + message
                    + (thrown == null ? "" : " (" + thrown + ")"));
        }
    }
}
