package io.simpleipc.measure;

import java.util.Locale;
import java.util.StringJoiner;

/** One JSON object, written in the order in which its members are added. */
public final class Json {
    private final StringJoiner members = new StringJoiner(", ", "{", "}");

    /**
     * Adds text.
     *
     * @param key of the member
     * @param value any text
     * @return this
     */
    public Json put(String key, String value) {
        return putJson(key, quoted(value));
    }

    /**
     * Adds a number, rounded to four digits after the point; null if it is none.
     *
     * @param key of the member
     * @param value a number
     * @return this
     */
    public Json put(String key, double value) {
        return putJson(key, number(value));
    }

    /**
     * Adds whatever is JSON already.
     *
     * @param key of the member
     * @param json a value
     * @return this
     */
    public Json putJson(String key, String json) {
        members.add(quoted(key) + ": " + json);
        return this;
    }

    /** The object, on one line. */
    @Override
    public String toString() {
        return members.toString();
    }

    /**
     * A number as JSON.
     *
     * @param value any, also one that JSON cannot express
     * @return the number or null
     */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "null";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.valueOf((long) value);
        }
        return String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    }

    /**
     * Text as JSON.
     *
     * @param text any
     * @return the same in quotes
     */
    public static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
