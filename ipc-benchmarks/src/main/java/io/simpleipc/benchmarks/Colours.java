package io.simpleipc.benchmarks;

import java.util.List;
import java.util.Map;

/** A colour for each subject, the same in all pictures of a page: ours in blues, bare sockets in greys. */
final class Colours {
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("ours", "#0b62d6"),
            Map.entry("ours-spin", "#5aa0f2"),
            Map.entry("ours+aes", "#0a8f8f"),
            Map.entry("ours+tls", "#6f42c1"),
            Map.entry("ours, nested", "#5aa0f2"),
            Map.entry("raw", "#777777"),
            Map.entry("hybrid", "#a8a8a8"),
            Map.entry("raw-tls", "#96837b"));
    private static final List<String> OTHERS =
            List.of("#d1242f", "#e07b00", "#b3a000", "#2f9e44", "#c2329b", "#8a4b2a", "#3f6f4f", "#e0648a");

    private Colours() {}

    static String of(String subject) {
        var known = KNOWN.get(subject);
        return known != null ? known : OTHERS.get(Math.floorMod(subject.hashCode(), OTHERS.size()));
    }
}
