package io.simpleipc.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.simpleipc.ConfigurationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every document of the table means what it says there, or is refused at the right place. */
@Timeout(30)
class SpecReaderTest {
    private static final String MARKER = "marker0451secret";

    private final JsonSpecFormat format = new JsonSpecFormat();

    @ParameterizedTest
    @MethodSource("io.simpleipc.config.json.Documents#accepted")
    void aGoodDocumentIsTheSpecItDescribes(Documents.Accepted accepted) {
        assertThat(format.read(accepted.document(), Documents.SOURCE, Documents.DIRECTORY))
                .isEqualTo(accepted.spec());
    }

    @ParameterizedTest
    @MethodSource("io.simpleipc.config.json.Documents#refused")
    void aWrongDocumentIsRefusedAtThePlaceWithACure(Documents.Refused refused) {
        assertThatThrownBy(() -> format.read(refused.document(), Documents.SOURCE, Documents.DIRECTORY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(refused.place())
                .hasMessageContainingAll(refused.says().toArray(CharSequence[]::new));
    }

    /** Also not by a cause, which a log shows with the rest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"secret\": MARKER",
                "\"secret\": 'MARKER'",
                "\"secret\": \"MARKER",
                "\"secret\": \"MARKER\n\"",
                "\"secret\": \"MARKER\\x\"",
                "\"secret\": \"MARKER\" \"MARKER\"",
                "\"secret\" \"MARKER\"",
                "\"secret\" MARKER",
                "\"secret\": \"MARKER\\ud800\"",
                "\"secret\": [\"MARKER\"]",
                "\"secret\": {\"env\": \"A\", \"file\": \"MARKER\"}",
                "\"secret\": \"MARKER\", \"secret\": \"MARKER\"",
                "\"secret\": \"a\", \"secert\": \"MARKER\"",
                "\"secret\": \"a\", \"encryption\": {\"type\": \"a\", \"passphrase\": MARKER}",
                "\"secret\": \"a\", \"encryption\": {\"type\": \"a\", \"passphrase\": [\"MARKER\"]}",
                "\"secret\": \"a\", \"tls\": {\"keyPassword\": \"MARKER\"}",
                "\"secret\": \"a\", \"options\": {\"token\": [\"MARKER\"]}"
            })
    void noSecretIsShown(String members) {
        var document = "{\"type\": \"unix\", \"address\": \"a\", " + members.replace("MARKER", MARKER) + "}";
        var error = catchThrowable(() -> format.read(document, Documents.SOURCE, Documents.DIRECTORY));
        assertThat(error).isInstanceOf(ConfigurationException.class);
        var trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain(MARKER).doesNotContain("Caused by: tools.jackson");
    }

    @Test
    void valuesShowNothingOfThemselves() {
        var json = JsonText.parse("{\"a\": \"" + MARKER + "\", \"b\": {\"c\": 451451, \"d\": true}}", "x");
        assertThat(json.toString()).isEqualTo("an object");
        assertThat(((Json.Members) json).all().toString())
                .contains("a string")
                .doesNotContain(MARKER)
                .doesNotContain("451451");
    }

    @Test
    void aDocumentThatIsTooLongIsRefused() {
        var document = "{" + " ".repeat(1 << 20) + "}";
        assertThatThrownBy(() -> format.read(document, Documents.SOURCE, Documents.DIRECTORY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("wanted at most 1048576 characters, found 1048578");
    }

    @Test
    void aDeepDocumentIsRefusedAndDoesNotExhaustTheStack() {
        var document = "[".repeat(1 << 20);
        assertThatThrownBy(() -> format.read(document, Documents.SOURCE, Documents.DIRECTORY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("line 1, column 9, ")
                .hasMessageContaining("within each other");
    }

    @Test
    void theTableIsLong() {
        assertThat(Documents.accepted().count() + Documents.refused().count()).isGreaterThan(100);
    }
}
