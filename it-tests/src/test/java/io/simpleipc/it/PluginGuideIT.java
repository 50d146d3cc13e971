package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/plugins.md shows of the examples is what the examples hold; they are built and run by CI. */
@Timeout(60)
class PluginGuideIT {
    private static final Pattern EXCERPT =
            Pattern.compile("(?m)^ *`(examples/[^`]+)`\\n *```[a-z]*\\n((?:.*\\n)*?) *```$");

    @Test
    void everyExcerptIsInTheFileThatItNames() throws IOException {
        var root = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");
        var excerpts = EXCERPT.matcher(Files.readString(root.resolve("docs/plugins.md")));
        int count = 0;
        while (excerpts.find()) {
            var file = root.resolve(excerpts.group(1));
            assertThat(lines(Files.readString(file))).as(excerpts.group(1)).contains(lines(excerpts.group(2)));
            count++;
        }
        assertThat(count).as("excerpts").isGreaterThanOrEqualTo(9);
    }

    /** Without indentation: the guide's lists indent. */
    private static String lines(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
