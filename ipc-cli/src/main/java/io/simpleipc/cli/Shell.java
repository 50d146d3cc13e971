package io.simpleipc.cli;

import java.util.regex.Pattern;

/** Text that a shell takes as one word. Stateless. */
public final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    /**
     * Text to be typed.
     *
     * @param text any
     * @return the same, in quotes if it needs them
     */
    public static String word(Object text) {
        var word = text.toString();
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
