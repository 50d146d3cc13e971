package io.simpleipc.cli;

import io.simpleipc.spi.Options;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A spec in one word: {@code unix:NAME}, {@code tcp:PORT}, {@code tcp:HOST:PORT}, {@code tls:HOST:PORT}.
 *
 * @param type of the spec
 * @param address of the spec
 */
record ShortForm(String type, String address) {
    /** For messages. */
    static final String EXAMPLES = "unix:NAME, tcp:PORT, tcp:HOST:PORT or tls:HOST:PORT";

    private static final Set<String> TYPES = Set.of("unix", "tcp", "tls");
    private static final Pattern PORT = Pattern.compile("[0-9]+");

    /** The short form that a text is, or empty if it is the path of a file. */
    static Optional<ShortForm> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !TYPES.contains(text.substring(0, colon))) {
            return Optional.empty();
        }
        var type = text.substring(0, colon);
        var address = text.substring(colon + 1);
        if (address.isBlank()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "\"" + text + "\" says no address; write " + EXAMPLES,
                    "ipc doctor " + type + (type.equals("unix") ? ":chat" : ":1234"));
        }
        boolean bare = !type.equals("unix") && PORT.matcher(address).matches();
        return Optional.of(new ShortForm(type, bare ? ":" + address : address));
    }

    /** What a text may have been to be, if what stands before its colon is nearly a type. */
    static Optional<String> meant(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            return Optional.empty();
        }
        var typed = text.substring(0, colon).toLowerCase(Locale.ROOT);
        return Options.nearest(typed, TYPES)
                .filter(type -> type.charAt(0) == typed.charAt(0) && Math.abs(type.length() - typed.length()) <= 1)
                .map(type -> type + text.substring(colon));
    }

    boolean tls() {
        return type.equals("tls");
    }
}
