package io.simpleipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Effort;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Row;
import io.simpleipc.measure.Workloads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The page and the document that are made of results. */
class PagesTest {
    @TempDir
    Path temp;

    private final Results results = new Results(new Machine("a <JVM> & more", "some processors"), Effort.QUICK);

    @BeforeEach
    void someRows() {
        for (var placement : List.of("same", "free")) {
            results.add(new Cell(
                    Workloads.named("sequential"),
                    "unix",
                    new Placement(placement, List.of(), List.of()),
                    List.of(row("ours", 100_000), row("raw", 50_000))));
        }
        results.add(new Cell(
                Workloads.named("jars"),
                "unix",
                Placement.free(),
                List.of(new Row("together", Map.of(Figure.KILOBYTES, 430.0), List.of()))));
    }

    @Test
    void thePageShowsGoalsTablesAndPicturesAndNeedsNothingElse() throws Exception {
        var page = HtmlPage.of(results);

        assertThat(page)
                .contains("a &lt;JVM&gt; &amp; more", "(sequential)</h2>", "<h3>same</h3>", "<h3>free</h3>")
                .contains("100,000", "50,000", "1.25", "missed", "reached")
                .doesNotContain("src=", "href=", "url(", "http");
        var pictures = pictures(page);
        // For each placement a plot and bars; for the jars none.
        assertThat(pictures).hasSize(4);
        assertThat(pictures.get(0).getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(pictures.get(1).getElementsByTagName("rect").getLength()).isEqualTo(2);
    }

    @Test
    void rarerTimesAreFurtherRightAndLongerOnesHigherUp() throws Exception {
        var plot = picture(PercentilePlot.of(List.of(row("ours", 1))));

        var points = plot.getElementsByTagName("polyline")
                .item(0)
                .getAttributes()
                .getNamedItem("points")
                .getNodeValue()
                .split(" ");

        double lastX = -1;
        double lastY = 1_000;
        for (var point : points) {
            double x = Double.parseDouble(point.split(",")[0]);
            double y = Double.parseDouble(point.split(",")[1]);
            assertThat(x).isGreaterThan(lastX);
            assertThat(y).isLessThanOrEqualTo(lastY);
            lastX = x;
            lastY = y;
        }
        assertThat(points).hasSize(4);
    }

    @Test
    void aBarIsAsLongAsItsFigureIsLarge() throws Exception {
        var bars = picture(Bars.of(Figure.PER_SECOND, List.of(row("ours", 100), row("raw", 50))))
                .getElementsByTagName("rect");

        double first = Double.parseDouble(
                bars.item(0).getAttributes().getNamedItem("width").getNodeValue());
        double second = Double.parseDouble(
                bars.item(1).getAttributes().getNamedItem("width").getNodeValue());
        assertThat(second).isEqualTo(first / 2);
        assertThat(Bars.of(Figure.MAX, List.of(row("ours", 100)))).isEmpty();
        assertThat(PercentilePlot.of(List.of())).isEmpty();
    }

    @Test
    void theMarkedPartOfADocumentIsReplaced() throws Exception {
        var document = Files.writeString(
                temp.resolve("performance.md"),
                "before\n" + MarkdownPage.BEGIN + "\nold\n" + MarkdownPage.END + "\nafter\n");

        MarkdownPage.writeInto(document, results);
        MarkdownPage.writeInto(document, results);

        var text = Files.readString(document);
        assertThat(text)
                .startsWith("before\n" + MarkdownPage.BEGIN)
                .endsWith(MarkdownPage.END + "\nafter\n")
                .contains(
                        "| unix | same | ours | 100,000 |",
                        "| unix | free | ours | 100,000 |",
                        "| jars with one transport, kB | unix, free | <= 300 | 430 | **missed** |")
                .doesNotContain("old");
        assertThat(text.split(Pattern.quote("### Figures to reach"))).hasSize(2);
    }

    @Test
    void aDocumentWithoutMarksIsLeftAlone() throws IOException {
        var document = Files.writeString(temp.resolve("other.md"), "something else");

        assertThatThrownBy(() -> MarkdownPage.writeInto(document, results)).hasMessageContaining(MarkdownPage.BEGIN);
        assertThat(document).hasContent("something else");
    }

    private static Row row(String subject, double perSecond) {
        return new Row(
                subject,
                Map.of(Figure.PER_SECOND, perSecond, Figure.RATE_TO_RAW, 1.25),
                List.of(
                        new Row.Percentile(0, 5),
                        new Row.Percentile(50, 10),
                        new Row.Percentile(99, 50),
                        new Row.Percentile(100, 5_000)));
    }

    private static List<Document> pictures(String page) throws Exception {
        var pictures = new ArrayList<Document>();
        var matcher = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
        while (matcher.find()) {
            pictures.add(picture(matcher.group()));
        }
        return pictures;
    }

    private static Document picture(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
