package io.simpleipc.internal.session;

import java.nio.charset.StandardCharsets;

/** Logs queries, answers and keep-alives where the user asked for it: text cut to 200 characters. */
final class QueryLog {
    private static final int LONGEST = 200;

    private final EngineLog log;
    private final boolean queries;
    private final boolean keepAlives;

    QueryLog(SessionSettings settings) {
        this.log = settings.log();
        this.queries = settings.spec().logQueries();
        this.keepAlives = settings.spec().logKeepAlives();
    }

    void query(String event, long id, byte[] payload) {
        if (queries && log.isDebugEnabled()) {
            log.debug(event + " " + id + " (" + payload.length + " bytes): " + text(payload));
        }
    }

    void event(String event, long id) {
        if (queries && log.isDebugEnabled()) {
            log.debug(event + " " + id);
        }
    }

    void keepAlive(String event) {
        if (keepAlives && log.isDebugEnabled()) {
            log.debug(event);
        }
    }

    /** The start of a payload as text, in which nothing breaks the log's lines or turns them round. */
    private static String text(byte[] payload) {
        // Four bytes are the longest character, so this many bytes hold all the characters that are shown.
        var text = new String(payload, 0, Math.min(payload.length, 4 * LONGEST), StandardCharsets.UTF_8);
        var cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", ".");
    }
}
