package io.simpleipc.config.json;

import io.simpleipc.ConfigurationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where something stands in a document. Every message about one begins with it.
 *
 * @param source the document's name, such as its file
 * @param line from 1
 * @param column from 1, in UTF-16 units as Java counts them
 * @param path JSONPath (RFC 9535) of the value, such as {@code $.reconnect.delay}
 */
record Place(String source, int line, int column, String path) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w{0,59}");
    private static final int LONGEST_SHOWN = 60;

    /** The member of this value that has the given key. */
    Place member(String key, int memberLine, int memberColumn) {
        var step = NAME.matcher(key).matches() ? "." + key : "[" + quoted(key) + "]";
        return new Place(source, memberLine, memberColumn, path + step);
    }

    /** An element of this value. */
    Place element(int index, int elementLine, int elementColumn) {
        return new Place(source, elementLine, elementColumn, path + "[" + index + "]");
    }

    /** What is wrong here: wanted, found, and the cure. */
    ConfigurationException error(String what, @Nullable Throwable cause) {
        return new ConfigurationException(
                source + ", line " + line + ", column " + column + ", " + path + ": " + what, cause);
    }

    ConfigurationException error(String what) {
        return error(what, null);
    }

    /** For a message: in quotes, on one line, and not longer than a line. */
    static String quoted(String text) {
        var shown = new StringBuilder("\"");
        int end = Math.min(text.length(), LONGEST_SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (mayMisleadALog(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(end < text.length() ? "...\"" : "\"").toString();
    }

    /** Breaks a line, turns it round or is no character by itself. */
    private static boolean mayMisleadALog(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
