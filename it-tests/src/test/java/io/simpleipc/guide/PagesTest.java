package io.simpleipc.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pages show is what is compiled and run here, to the letter; and nothing is kept here that no page shows. */
class PagesTest {
    private static final String API = "ipc-api/src/main/java/io/simpleipc/";

    @Test
    void pagesShowTheSamplesToTheLetter() throws IOException {
        var shown = new ArrayList<String>();
        shown.addAll(Pages.java("docs/guide.md"));
        shown.addAll(Pages.java("docs/migrating-from-go.md"));
        shown.addAll(Pages.javadoc(API + "package-info.java"));

        assertThat(shown).containsExactlyInAnyOrderElementsOf(Pages.samples());
    }

    @Test
    void thePackagePageForAuthorsShowsTheExampleToTheLetter() throws IOException {
        var shown = Pages.javadoc(API + "spi/package-info.java");
        var example = Files.readString(
                Pages.root().resolve("examples/fifo-transport/src/main/java/org/example/fifo/FifoTransport.java"));

        assertThat(shown)
                .hasSize(1)
                .allSatisfy(block -> assertThat(stripped(example)).containsSequence(stripped(block)));
    }

    /** The fences are those that the search knows: one that is written in another way would not be compared. */
    @Test
    void everyFenceIsClosedAndNamesItsLanguage() throws IOException {
        for (var page : List.of("docs/guide.md", "docs/migrating-from-go.md")) {
            var fences = Files.readAllLines(Pages.root().resolve(page)).stream()
                    .filter(line -> line.contains("```"))
                    .toList();
            for (int i = 0; i < fences.size(); i++) {
                assertThat(fences.get(i))
                        .as("fence %d of %s", i + 1, page)
                        .matches(i % 2 == 0 ? "```(java|json|xml|go|sh|text)" : "```");
            }
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (var page : Pages.all()) {
            for (var link : Pages.links(page)) {
                var parts = link.split("#", 2);
                var target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
                assertThat(target).as("%s of %s", link, page).exists();
                if (parts.length == 2) {
                    assertThat(Pages.anchors(target)).as("%s of %s", link, page).contains(parts[1]);
                }
            }
        }
    }

    private static List<String> stripped(String text) {
        return text.lines().map(String::strip).toList();
    }
}
