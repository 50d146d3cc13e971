package io.simpleipc.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line that a member of the demo writes for its director: a kind, then words separated by tabs.
 *
 * @param kind what is reported
 * @param words the particulars, as the kind says
 */
record Report(Kind kind, List<String> words) {
    /** What can be reported; in brackets the words. */
    enum Kind {
        /** It holds the address and waits for a peer. [] */
        LISTENING,
        /** A peer has joined. [its own role, the peer's pid] */
        CONNECTED,
        /** The peer is gone. [why] */
        DISCONNECTED,
        /** Its handler has begun to answer a query that takes long. [] */
        THINKING,
        /** A query was answered. [nanoseconds, answer] */
        ANSWERED,
        /** A query failed. [nanoseconds, name of the exception, outcome, message] */
        FAILED,
        /** A measurement is over. [queries in all, 50th and 99th percentile in nanoseconds] */
        MEASURED,
        /** It cannot go on. [why] */
        BROKEN
    }

    static Report of(Kind kind, Object... words) {
        return new Report(kind, List.of(words).stream().map(Report::oneLine).toList());
    }

    /** The report that a line holds, or null if it holds none. */
    static @Nullable Report parse(String line) {
        var parts = List.of(line.split("\t", -1));
        for (var kind : Kind.values()) {
            if (kind.name().equals(parts.get(0))) {
                return new Report(kind, parts.subList(1, parts.size()));
            }
        }
        return null;
    }

    String line() {
        return words.isEmpty() ? kind.name() : kind.name() + "\t" + String.join("\t", words);
    }

    String word(int index) {
        return words.get(index);
    }

    long number(int index) {
        return Long.parseLong(words.get(index));
    }

    private static String oneLine(Object word) {
        return String.valueOf(word).replaceAll("\\p{Cntrl}+", " ");
    }
}
