package io.simpleipc.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.test.Property;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all specs and documents, and for unix addresses in them, which are paths or names. */
@Timeout(60)
class SpecPropertiesTest {
    private static final Pattern PLACE = Pattern.compile("a\\.json, line (\\d+), column (\\d+), \\$.*");
    private static final Path HERE = Path.of("/here");

    @ParameterizedTest
    @MethodSource({"documents", "refusals", "addresses"})
    void holds(Property property) {
        property.play();
    }

    static Stream<Property> documents() {
        return Stream.of(
                new Property("what was written is read as an equal spec", random -> {
                    var spec = spec(random);
                    assertThat(Spec.parse(spec.toJsonWithSecrets())).isEqualTo(spec);
                }),
                new Property("writing what was read gives the same text", random -> {
                    var text = spec(random).toJsonWithSecrets();
                    assertThat(Spec.parse(text).toJsonWithSecrets()).isEqualTo(text);
                }),
                new Property("blanks between the tokens change nothing", random -> {
                    var spec = spec(random);
                    var text = String.join(blanks(random), tokens(spec.toJsonWithSecrets()));
                    assertThat(Spec.parse(text)).isEqualTo(spec);
                }),
                new Property("characters may be written as escapes", random -> {
                    var spec = spec(random);
                    assertThat(Spec.parse(escaped(random, spec.toJsonWithSecrets())))
                            .isEqualTo(spec);
                }),
                new Property("a byte order mark changes nothing", random -> {
                    var spec = spec(random);
                    assertThat(Spec.parse("\uFEFF" + spec.toJsonWithSecrets())).isEqualTo(spec);
                }),
                new Property("the order of the keys does not matter", random -> {
                    var members = new ArrayList<>(List.of(
                            "\"type\": \"unix\"",
                            "\"address\": \"a\"",
                            "\"secret\": {\"env\": \"S\"}",
                            "\"maxInFlight\": " + (1 + random.nextInt(1_000)),
                            "\"queryTimeout\": \"" + (1 + random.nextInt(1_000)) + "s\""));
                    var spec = Spec.parse("{" + String.join(",", members) + "}");
                    Collections.shuffle(members, random);
                    assertThat(Spec.parse("{" + String.join(",", members) + "}"))
                            .isEqualTo(spec);
                }));
    }

    static Stream<Property> refusals() {
        return Stream.of(
                new Property("a document that is cut short is refused at a place that exists", random -> {
                    var text = spec(random).toJsonWithSecrets().strip();
                    refusedAtAPlace(text.substring(0, random.nextInt(text.length())));
                }),
                new Property("a changed character gives a spec or a refusal at a place that exists", random -> {
                    var text = new StringBuilder(spec(random).toJsonWithSecrets());
                    for (int i = random.nextInt(3); i >= 0; i--) {
                        text.setCharAt(
                                random.nextInt(text.length()),
                                "{}[]:,\"\\ 0x\n\t\u0001\u00e4".charAt(random.nextInt(15)));
                    }
                    try {
                        read(text.toString());
                    } catch (ConfigurationException e) {
                        refusedAtAPlace(text.toString());
                    }
                }),
                new Property("a document that is refused shows no secret", random -> {
                    var secret = "marker" + random.nextLong();
                    var text =
                            "{\"type\": \"unix\", \"address\": \"a\", \"secret\": \"" + secret + "\", \"options\": {}}";
                    int at = random.nextInt(text.length());
                    var broken = text.substring(0, at) + "\"}{:".charAt(random.nextInt(4)) + text.substring(at);
                    try {
                        read(broken);
                    } catch (ConfigurationException e) {
                        for (Throwable each = e; each != null; each = each.getCause()) {
                            assertThat(each.toString()).doesNotContain(secret);
                        }
                    }
                }),
                new Property("a second value behind the document is refused", random -> {
                    var text = spec(random).toJsonWithSecrets();
                    assertThatThrownBy(() -> read(text
                                    + blanks(random)
                                    + List.of("{}", "1", "]", "x").get(random.nextInt(4))))
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageContaining("nothing after the document");
                }),
                new Property("a key that comes twice is refused at the second one", random -> {
                    int lines = random.nextInt(20);
                    var text = "{\"type\": \"unix\"," + "\n".repeat(lines) + "\"type\": \"unix\"}";
                    assertThatThrownBy(() -> read(text))
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageContaining("line " + (1 + lines) + ",")
                            .hasMessageContaining("each key once");
                }));
    }

    static Stream<Property> addresses() {
        return Stream.of(
                new Property("a relative path begins in the document's directory", random -> {
                    var address = name(random) + "/" + name(random);
                    assertThat(SocketPath.in(HERE, unix(random), address)).isEqualTo("/here/" + address);
                }),
                new Property("an absolute path stays as it is", random -> {
                    var address = "/" + name(random) + "/" + name(random);
                    assertThat(SocketPath.in(HERE, unix(random), address)).isEqualTo(address);
                }),
                new Property("a bare name stays as it is", random -> {
                    var address = name(random);
                    assertThat(SocketPath.in(HERE, unix(random), address)).isEqualTo(address);
                }),
                new Property("an address of another type stays as it is", random -> {
                    var address = name(random) + "/" + name(random);
                    assertThat(SocketPath.in(HERE, "x" + name(random), address)).isEqualTo(address);
                }));
    }

    private static Spec spec(Random random) {
        return new RandomSpecs(random.nextLong()).next();
    }

    private static Spec read(String text) {
        return new JsonSpecFormat().read(text, "a.json", HERE);
    }

    private static void refusedAtAPlace(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(ConfigurationException.class, refusal -> {
            var place = PLACE.matcher(refusal.getMessage());
            assertThat(place.matches()).as(refusal.getMessage()).isTrue();
            var lines = text.split("\r\n|\r|\n", -1);
            int line = Integer.parseInt(place.group(1));
            assertThat(line).isBetween(1, lines.length);
            assertThat(Integer.parseInt(place.group(2))).isBetween(1, lines[line - 1].length() + 1);
        });
    }

    /** Strings whole, and whatever stands between blanks and punctuation. */
    private static List<String> tokens(String json) {
        var tokens = new ArrayList<String>();
        var token = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[{}\\[\\]:,]|[^\\s{}\\[\\]:,\"]+")
                .matcher(json);
        while (token.find()) {
            tokens.add(token.group());
        }
        return tokens;
    }

    private static String blanks(Random random) {
        var blanks = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            blanks.append(" \t\r\n".charAt(random.nextInt(4)));
        }
        return blanks.toString();
    }

    /** Some of the letters within strings. */
    private static String escaped(Random random, String json) {
        var escaped = new StringBuilder();
        for (var token : tokens(json)) {
            boolean string = token.startsWith("\"");
            for (int i = 0; i < token.length(); i++) {
                char c = token.charAt(i);
                if (string && c == '\\') {
                    int length = token.charAt(i + 1) == 'u' ? 6 : 2;
                    escaped.append(token, i, i + length);
                    i += length - 1;
                } else if (string && Character.isHighSurrogate(c)) { // two escapes or none: half a pair is no text
                    char low = token.charAt(++i);
                    escaped.append(
                            random.nextBoolean() ? String.format("\\u%04x\\u%04X", (int) c, (int) low) : "" + c + low);
                } else if (string && c != '"' && random.nextBoolean()) {
                    escaped.append(String.format("\\u%04x", (int) c));
                } else {
                    escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            name.appendCodePoint(
                    List.of((int) 'a', (int) '.', (int) ' ', 0xe4, 0x1f300).get(random.nextInt(5)));
        }
        return name.toString();
    }

    private static String unix(Random random) {
        return random.nextBoolean() ? "unix" : "tls+unix";
    }
}
