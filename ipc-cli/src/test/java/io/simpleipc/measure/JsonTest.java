package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
    private final JsonMapper mapper = new JsonMapper();

    @Test
    void membersKeepTheirOrderAndAnyTextIsText() {
        var text = "quote \" backslash \\ tab \t line\nend \u0001 \u20ac";
        var json = new Json()
                .put("text", text)
                .put("number", 1.25)
                .putJson("list", "[1, 2]")
                .toString();

        var read = mapper.readTree(json);

        assertThat(json).startsWith("{\"text\": ").doesNotContain("\n");
        assertThat(read.get("text").stringValue()).isEqualTo(text);
        assertThat(read.get("number").doubleValue()).isEqualTo(1.25);
        assertThat(read.get("list").get(1).intValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "100, 100",
        "-3, -3",
        "0.5, 0.5",
        "12.34567, 12.3457",
        "0.00001, 0",
        "99999.99999, 100000",
        "NaN, null",
        "Infinity, null",
        "123456789012, 123456789012"
    })
    void numbersAreShort(double value, String json) {
        assertThat(Json.number(value)).isEqualTo(json);
    }
}
