package io.simpleipc.internal.session.handshake;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** Keeps every line, with the text of its exception. Thread-safe. */
public final class RecordingLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient List<Line> lines = new CopyOnWriteArrayList<>();

    /** One call; without a marker that is empty. */
    public record Line(
            Level level,
            String marker,
            String text,
            @Nullable Throwable cause) {}

    /** As they came, live. */
    public List<Line> recorded() {
        return Collections.unmodifiableList(lines);
    }

    List<String> lines() {
        return lines.stream()
                .map(line -> line.level + " " + line.text + " " + line.cause)
                .toList();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        lines.add(new Line(level, marker == null ? "" : marker.getName(), message, cause));
    }

    @Override
    public boolean isTraceEnabled() {
        return true;
    }

    @Override
    public boolean isDebugEnabled() {
        return true;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }
}
