package io.simpleipc.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The words of the command line as they were typed. Java reads them in the locale's encoding, and where that is ASCII (as
 * with {@code LC_ALL=C}, which is what cron and containers have) it puts a question mark for each other byte. Stateless.
 */
final class Arguments {
    private static final Path TYPED = Path.of("/proc/self/cmdline");
    private static final char SPOILT = '\uFFFD';

    private Arguments() {}

    /** The arguments of this process. */
    static String[] ofThisProcess(String[] read) {
        if (!locale().equals(StandardCharsets.US_ASCII)) {
            return read;
        }
        try {
            return typed(read, Files.readAllBytes(TYPED));
        } catch (IOException e) {
            return read; // another system, which has no such locale
        }
    }

    /** The last words of a line, each of which ends with a zero; what is no UTF-8 becomes a replacement character. */
    static String[] typed(String[] read, byte[] line) {
        var words = new String(line, StandardCharsets.UTF_8).split("\0", -1);
        int end = words.length - 1;
        return read.length > end ? read : Arrays.copyOfRange(words, end - read.length, end);
    }

    /** How the names of files and the arguments of other programs are written. */
    static Charset locale() {
        var name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /**
     * What is sent.
     *
     * @param text an argument
     * @param cure what to type if it is spoilt
     * @throws CommandFailure if it is: a text that nobody wrote is not to be sent
     */
    static byte[] utf8(String text, String cure) {
        if (isSpoilt(text)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the text is no UTF-8, or this system does not tell how it was typed; give other bytes on standard"
                            + " input",
                    cure);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether there were bytes that are no text, so that it is not what somebody wrote. */
    static boolean isSpoilt(String text) {
        return text.indexOf(SPOILT) >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
