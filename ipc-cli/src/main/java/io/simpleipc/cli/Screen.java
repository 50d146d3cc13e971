package io.simpleipc.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Writes for people: aligned, in colour where that is welcome, its own words in plain ASCII where no more is promised. */
final class Screen {
    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String GREEN = "32";
    private static final String RED = "31";
    private static final String LABEL = "  %-24s  ";

    private final PrintStream out;
    private final boolean colours;
    private final boolean unicode;

    Screen(PrintStream out, boolean colours, boolean unicode) {
        this.out = out;
        this.colours = colours;
        this.unicode = unicode;
    }

    /** Standard output: colours on a terminal unless {@code NO_COLOR} is set, the characters of the locale. */
    static Screen ofThisProcess() {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, textCharset());
        return new Screen(out, Ansi.AUTO.enabled(), charset().equals(StandardCharsets.UTF_8));
    }

    /** What others say and what is typed: UTF-8 also where the locale knows ASCII alone, which would spoil it. */
    static Charset textCharset() {
        var charset = charset();
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /** The first of the properties that this JDK sets: which they are has changed between 17 and 25. */
    private static Charset charset() {
        for (var property : new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
            var name = System.getProperty(property);
            if (name != null && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return StandardCharsets.US_ASCII;
    }

    /** As it is, for programs. */
    void plain(String text) {
        out.println(text);
    }

    /** Without a line break, control sequences and all. */
    void unfinished(String text) {
        out.print(text);
        out.flush();
    }

    void title(String text) {
        out.println(coloured(BOLD, text));
    }

    /** The head of a new section. */
    void heading(String text) {
        out.println();
        out.println(coloured(BOLD, text));
    }

    /** A label on the left and what there is to say about it. */
    void line(String label, String text) {
        out.println(coloured(DIM, String.format(Locale.ROOT, LABEL, label)) + text);
    }

    void blank() {
        out.println();
    }

    void success(String text) {
        out.println(coloured(GREEN, text));
    }

    void failure(String text) {
        out.println(coloured(RED, text));
    }

    /** What matters less. */
    void quiet(String text) {
        out.println(coloured(DIM, text));
    }

    /** Somebody else's words. */
    void said(String who, String text) {
        out.println(coloured(GREEN, who + ">") + " " + text);
    }

    String arrow() {
        return unicode ? "\u2192" : "->";
    }

    static String micros(long nanos) {
        return String.format(Locale.ROOT, nanos < 100_000 ? "%.1f us" : "%.0f us", nanos / 1e3);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
    }

    private String coloured(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
