package io.simpleipc.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.simpleipc.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema for editors, the page about documents and the loader say the same. */
@Timeout(60)
class SchemaTest {
    private static final Pattern JSON_BLOCK = Pattern.compile("(?ms)^```json\\s*$(.*?)^```\\s*$");
    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Schema SCHEMA = REGISTRY.getSchema(docs("spec.schema.json"));

    private final JsonNode schema = JsonMapper.shared().readTree(docs("spec.schema.json"));

    @Test
    void theSchemaIsASchema() {
        assertThat(schema.path("$schema").stringValue()).isEqualTo(META_SCHEMA);
        assertThat(REGISTRY.getSchema(SchemaLocation.of(META_SCHEMA)).validate(schema))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.simpleipc.config.json.Documents#accepted")
    void whatTheLoaderTakesIsValid(Documents.Accepted accepted) {
        var plain = accepted.document().replaceFirst("^\uFEFF", "");
        assertThat(SCHEMA.validate(plain, InputFormat.JSON)).isEmpty();
    }

    static Stream<Documents.Refused> seen() {
        return Documents.refused().filter(refused -> refused.seen() == Documents.Seen.BY_SCHEMA);
    }

    @ParameterizedTest
    @MethodSource("seen")
    void whatTheLoaderRefusesIsInvalidIfASchemaCanSayIt(Documents.Refused refused) {
        assertThat(SCHEMA.validate(refused.document(), InputFormat.JSON)).isNotEmpty();
    }

    static Stream<Documents.Refused> notSeen() {
        return Documents.refused().filter(refused -> refused.seen() == Documents.Seen.BY_LOADER_ONLY);
    }

    /** So that the mark is not set where the schema does see it. */
    @ParameterizedTest
    @MethodSource("notSeen")
    void whatOnlyTheLoaderSeesIsValidOrNoJson(Documents.Refused refused) {
        JsonNode document;
        try {
            document = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(refused.document());
        } catch (JacksonException noJson) {
            return;
        }
        if (!document.isMissingNode()) {
            assertThat(SCHEMA.validate(document)).isEmpty();
        }
    }

    @Test
    void theSchemaHasTheKeysOfTheLoader() {
        var places = Map.of(
                "$", schema,
                "$.secret", schema.at("/$defs/secretElsewhere"),
                "$.tls", schema.at("/properties/tls"),
                "$.reconnect", schema.at("/properties/reconnect"));
        assertThat(places.keySet()).isEqualTo(SpecReader.KEYS.keySet());
        places.forEach((path, object) -> {
            assertThat(object.path("properties").propertyNames())
                    .as(path)
                    .containsExactlyInAnyOrderElementsOf(SpecReader.KEYS.getOrDefault(path, List.of()));
            assertThat(object.path("additionalProperties").booleanValue())
                    .as(path)
                    .isFalse();
        });
    }

    @Test
    void theDefaultsOfTheSchemaAreThoseOfASpec() {
        var members = defaults(schema) + ", \"reconnect\": {" + defaults(schema.at("/properties/reconnect")) + "}";
        assertThat(members).contains("queryTimeout", "options", "delay");
        var document = "{\"type\": \"unix\", \"address\": \"a\", \"secret\": \"s\", " + members + "}";
        assertThat(Spec.parse(document)).isEqualTo(Spec.unix("a", "s"));
    }

    private static String defaults(JsonNode object) {
        return object.path("properties").properties().stream()
                .filter(property -> property.getValue().has("default"))
                .map(property ->
                        "\"" + property.getKey() + "\": " + property.getValue().path("default"))
                .collect(Collectors.joining(", "));
    }

    @Test
    void everyKeyHasADescription() {
        for (var object : List.of(schema, schema.at("/properties/tls"), schema.at("/properties/reconnect"))) {
            for (var property : object.path("properties").properties()) {
                assertThat(property.getValue().path("description").asString())
                        .as(property.getKey())
                        .isNotBlank();
            }
        }
    }

    @Test
    void thePageNamesEveryKeyAndItsDocumentsAreGood() {
        var page = docs("spec.md");
        var documents = JSON_BLOCK.matcher(page).results().toList();
        assertThat(documents).isNotEmpty();
        for (var document : documents) {
            assertThat(Spec.parse(document.group(1))).isNotNull();
            assertThat(SCHEMA.validate(document.group(1), InputFormat.JSON)).isEmpty();
        }
        var complete = documents.get(0).group(1);
        SpecReader.KEYS.forEach((path, keys) -> keys.forEach(key -> {
            var inTable = path.equals("$") ? key : path.equals("$.secret") ? "secret" : path.substring(2) + "." + key;
            assertThat(page).contains("| `" + inTable + "` |");
        }));
        for (var key : SpecReader.KEYS.getOrDefault("$", List.of())) {
            assertThat(complete).contains("\"" + key + "\"");
        }
    }

    @Test
    void theWriterWritesWhatIsValid() {
        var json = Documents.accepted().map(accepted -> accepted.spec().toJsonWithSecrets());
        assertThat(json)
                .allSatisfy(text ->
                        assertThat(SCHEMA.validate(text, InputFormat.JSON)).isEmpty());
    }

    /** The tests run in the module's directory under Maven and in the project's in an editor. */
    private static String docs(String name) {
        try {
            var inParent = Path.of("..", "docs", name);
            return Files.readString(Files.exists(inParent) ? inParent : Path.of("docs", name));
        } catch (IOException e) {
            throw new IllegalStateException("the documentation " + name + " cannot be read", e);
        }
    }
}
