package io.simpleipc.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Documents by chance: one is refused with a place in it that exists, in words that fit into a log, without taking more
 * memory than its size explains; or it is a spec, and what is written of that spec is read as the same one. The input is
 * the document, in UTF-8.
 */
class SpecFuzz {
    private static final Path DIRECTORY = Path.of("/specs");
    private static final Pattern PLACE =
            Pattern.compile("fuzz\\.json, line (\\d+), column (\\d+), \\$.*(; |must be ).*");
    private static final int FIXED = 64 << 20; // much of which the fuzzer itself takes on this thread
    private static final int LONGEST_MESSAGE = 2_000;

    @FuzzTest(maxDuration = "1h")
    void documents(byte[] data) {
        var text = new String(data, StandardCharsets.UTF_8);
        long bound = FIXED + 2_000L * data.length;
        if (allocated(text) > bound) { // once more: the first time classes are loaded
            assertThat(allocated(text))
                    .as("bytes allocated for an input of %d", data.length)
                    .isLessThan(bound);
        }
    }

    private static long allocated(String text) {
        long before = allocatedBytes();
        play(text);
        return allocatedBytes() - before;
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static void play(String text) {
        Spec spec;
        try {
            spec = new JsonSpecFormat().read(text, "fuzz.json", DIRECTORY);
        } catch (ConfigurationException e) {
            assertIsPlaced(e, text);
            return;
        }
        String written;
        try {
            written = new JsonSpecFormat().write(spec, true);
        } catch (ConfigurationException e) {
            throw new AssertionError("what was read cannot be written: " + e.getMessage(), e);
        }
        assertThat(new JsonSpecFormat().read(written, "written.json", DIRECTORY))
                .isEqualTo(spec);
    }

    private static void assertIsPlaced(ConfigurationException refusal, String text) {
        var message = refusal.getMessage();
        assertThat(message).hasSizeLessThan(LONGEST_MESSAGE);
        var place = PLACE.matcher(message); // on one line
        assertThat(place.matches()).as("%s", message).isTrue();
        var plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        var lines = plain.split("\r\n|\r|\n", -1);
        int line = Integer.parseInt(place.group(1));
        assertThat(line).isBetween(1, lines.length);
        assertThat(Integer.parseInt(place.group(2))).isBetween(1, lines[line - 1].length() + 1);
    }
}
