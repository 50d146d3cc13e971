package io.simpleipc.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what pages show and what the samples between their marks are, both without their indentation. */
final class Pages {
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?m)^```java\\n((?:.*\\n)*?)```$");
    private static final Pattern JSON_BLOCK = Pattern.compile("(?m)^```json\\n((?:.*\\n)*?)```$");
    private static final Pattern JAVADOC_BLOCK = Pattern.compile("(?m)<pre>\\{@code\\n((?:.*\\n)*?) \\* }</pre>$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^ *// guide: .+\\n((?:.*\\n)*?) *// end$");
    private static final Pattern ANY_BLOCK = Pattern.compile("(?m)^ *```.*\\n(?:.*\\n)*? *```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    private Pages() {}

    /** The tests run in the module's directory under Maven and in the project's in an editor. */
    static Path root() {
        return Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");
    }

    static List<String> java(String page) throws IOException {
        return blocks(JAVA_BLOCK, Files.readString(root().resolve(page)));
    }

    static List<String> json(String page) throws IOException {
        return blocks(JSON_BLOCK, Files.readString(root().resolve(page)));
    }

    static List<String> javadoc(String page) throws IOException {
        var blocks = new ArrayList<String>();
        for (var block : blocks(JAVADOC_BLOCK, Files.readString(root().resolve(page)))) {
            blocks.add(block.lines().map(Pages::withoutStar).collect(Collectors.joining("\n")));
        }
        return blocks;
    }

    /** The marked samples of this package, in whatever order. */
    static List<String> samples() throws IOException {
        var samples = new ArrayList<String>();
        try (var files = Files.list(root().resolve("it-tests/src/test/java/io/simpleipc/guide"))) {
            for (var file : files.toList()) {
                samples.addAll(blocks(SAMPLE, Files.readString(file)));
            }
        }
        return samples;
    }

    /** What a reader may open: the pages of the root and of docs. */
    static List<Path> all() throws IOException {
        var pages = new ArrayList<Path>();
        for (var folder : List.of(root().toAbsolutePath().normalize(), root().resolve("docs"))) {
            try (var files = Files.newDirectoryStream(folder, "*.md")) {
                files.forEach(pages::add);
            }
        }
        return pages;
    }

    /** Where the page points to, but for what is on the net. */
    static List<String> links(Path page) throws IOException {
        return LINK.matcher(prose(page))
                .results()
                .map(result -> result.group(1))
                .filter(link -> !link.startsWith("https://"))
                .toList();
    }

    /** The headings of a page as links name them. */
    static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(prose(page))
                .results()
                .map(result -> result.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String prose(Path page) throws IOException {
        return ANY_BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    private static List<String> blocks(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.group(1).stripTrailing().stripIndent())
                .toList();
    }

    private static String withoutStar(String line) {
        return line.replaceFirst("^\\* ?", "");
    }
}
