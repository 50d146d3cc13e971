package io.simpleipc.cli;

import java.text.BreakIterator;

/**
 * The line that is being typed, edited at its end by the keys of a terminal that leaves that to us: backspace, Ctrl-W,
 * Ctrl-U. What is no text, such as arrow keys, is passed over. For one thread at a time.
 */
final class HalfTyped {
    private static final char END = 0x04;
    private static final char BACKSPACE = '\b';
    private static final char DELETE = 0x7f;
    private static final char CLEAR = 0x15;
    private static final char LAST_WORD = 0x17;
    private static final char ESCAPE = 0x1b;

    private static final int FIRST_WIDE = 0x1100;

    /** More than one character on the screen ever takes. */
    private static final int LONGEST_CLUSTER = 64;

    /** What a key has done. */
    enum Then {
        TYPING,
        LINE,
        END
    }

    /** Where in a sequence such as ESC [ A the keys are. */
    private enum Sequence {
        NONE,
        BEGUN,
        PARAMETERS
    }

    private final int longest;
    private final StringBuilder text = new StringBuilder();
    private Sequence sequence = Sequence.NONE;

    /**
     * Nothing is typed yet.
     *
     * @param longest how many characters are kept, and one more
     */
    HalfTyped(int longest) {
        this.longest = longest;
    }

    /** The next character that the terminal has sent. */
    Then press(char key) {
        if (sequence != Sequence.NONE) {
            goOnWithSequence(key);
            return Then.TYPING;
        }
        switch (key) {
            case '\n', '\r' -> {
                return Then.LINE;
            }
            case END -> {
                return text.isEmpty() ? Then.END : Then.TYPING;
            }
            case BACKSPACE, DELETE -> dropLast();
            case CLEAR -> text.setLength(0);
            case LAST_WORD -> dropLastWord();
            case ESCAPE -> sequence = Sequence.BEGUN;
            default -> append(key);
        }
        return Then.TYPING;
    }

    private void goOnWithSequence(char key) {
        boolean introduces = sequence == Sequence.BEGUN && (key == '[' || key == 'O');
        boolean inside = sequence == Sequence.PARAMETERS && key >= ' ' && key < '@';
        sequence = introduces || inside ? Sequence.PARAMETERS : Sequence.NONE;
    }

    private void append(char key) {
        if ((key == '\t' || !Character.isISOControl(key)) && text.length() <= longest) {
            text.append(key);
        }
    }

    /** A letter with its accents, or whatever else is seen as one. */
    private void dropLast() {
        var end = text.substring(Math.max(0, text.length() - LONGEST_CLUSTER));
        var clusters = BreakIterator.getCharacterInstance();
        clusters.setText(end);
        int last = clusters.last();
        int before = clusters.previous();
        text.setLength(text.length() - (before == BreakIterator.DONE ? 0 : last - before));
    }

    private void dropLastWord() {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        while (end > 0 && !Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        text.setLength(end);
    }

    /** The whole line, after which the next one begins. */
    String take() {
        var line = text.toString();
        text.setLength(0);
        return line;
    }

    /** The end of it, as much as fits into so many columns. */
    String shown(int columns) {
        int from = text.length();
        int left = columns;
        while (from > 0) {
            int before = text.codePointBefore(from);
            left -= columnsOf(before);
            if (left < 0) {
                break;
            }
            from -= Character.charCount(before);
        }
        return text.substring(from).replace('\t', ' ');
    }

    /** Rather too many than too few: two in scripts that may have wide letters, none for accents. */
    private static int columnsOf(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return codePoint >= FIRST_WIDE ? 2 : 1;
    }
}
