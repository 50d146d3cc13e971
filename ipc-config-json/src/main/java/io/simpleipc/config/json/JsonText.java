package io.simpleipc.config.json;

import io.simpleipc.ConfigurationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Makes values with places out of a text. Strict: RFC 8259 and nothing beside it, each key once, one value and then the
 * end. A byte order mark before it is passed over, since some editors write one.
 *
 * <p>Jackson finds the tokens. Its messages are not used and its exceptions are not passed on, not even as causes: they
 * quote the text, and a secret without quotes would be part of that. {@link #diagnosis} says what is wrong instead. For
 * its sake doubled keys are found here too, where the first one's line is known.
 */
final class JsonText {
    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 8;
    private static final int LONGEST_NUMBER = 40;

    /** Its buffers are not kept for the next document: they would hold the secrets of this one. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(LONGEST)
                    .maxNestingDepth(DEEPEST + 1)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\.)*+\"");

    private final String text;
    private final JsonParser parser;

    /** The value that is being read, or that whose member is. */
    private Place around;

    /** How much of the text was taken in, in whole tokens; keys only with their values. */
    private int taken;

    private boolean commaIsDue;

    private JsonText(String text, String source, JsonParser parser) {
        this.text = text;
        this.parser = parser;
        this.around = new Place(source, 1, 1, "$");
    }

    /** The one value that a text holds. */
    static Json parse(String text, String source) {
        var plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (plain.length() > LONGEST) {
            throw new ConfigurationException(
                    source + ": wanted at most " + LONGEST + " characters, found " + plain.length()
                            + "; name the right document",
                    null);
        }
        try (var parser = JSON.createParser(ObjectReadContext.empty(), plain)) {
            return new JsonText(plain, source, parser).document();
        }
    }

    private Json document() {
        var first = next();
        if (first == null) {
            throw around.error("wanted an object, found nothing; begin the document with {");
        }
        var value = value(first, here(around), 1);
        if (next() != null) {
            throw here(around).error("wanted nothing after the document, found more; remove it");
        }
        return value;
    }

    private Json value(JsonToken token, Place place, int depth) {
        if (depth > DEEPEST) {
            throw place.error(
                    "wanted at most " + DEEPEST + " values within each other, found more; no setting lies that deep");
        }
        around = place;
        return switch (token) {
            case START_OBJECT -> members(place, depth);
            case START_ARRAY -> array(place, depth);
            case VALUE_STRING -> new Json.Text(place, string());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(place, string());
            case VALUE_TRUE -> new Json.Flag(place, true);
            case VALUE_FALSE -> new Json.Flag(place, false);
            case VALUE_NULL -> new Json.Null(place);
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private Json members(Place place, int depth) {
        var members = new LinkedHashMap<String, Json.Member>();
        for (var token = some(); token != JsonToken.END_OBJECT; token = some()) {
            var key = parser.currentName();
            var at = parser.currentTokenLocation();
            var keyPlace = place.member(key, at.getLineNr(), at.getColumnNr());
            var before = members.get(key);
            if (before != null) {
                throw keyPlace.error("wanted each key once, found " + Place.quoted(key) + " again, first in line "
                        + before.key().line() + "; remove one");
            }
            around = keyPlace;
            var first = some();
            members.put(key, new Json.Member(keyPlace, value(first, here(keyPlace), depth + 1)));
            around = place;
        }
        return new Json.Members(place, Collections.unmodifiableMap(members));
    }

    private Json array(Place place, int depth) {
        int index = 0;
        for (var token = some(); token != JsonToken.END_ARRAY; token = some()) {
            var at = parser.currentTokenLocation();
            value(token, place.element(index, at.getLineNr(), at.getColumnNr()), depth + 1);
            around = place;
            index++;
        }
        return new Json.Array(place);
    }

    /** The same value, beginning at the token that was read last. */
    private Place here(Place place) {
        var at = parser.currentTokenLocation();
        return new Place(place.source(), at.getLineNr(), at.getColumnNr(), place.path());
    }

    private JsonToken some() {
        var token = next();
        if (token == null) {
            throw diagnosis();
        }
        return token;
    }

    private @Nullable JsonToken next() {
        try {
            var token = parser.nextToken();
            // Behind a key Jackson has already looked at the value, and of a string it has seen no more than the quote.
            if (token != null && token != JsonToken.PROPERTY_NAME && token != JsonToken.VALUE_STRING) {
                took(token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY);
            }
            return token;
        } catch (JacksonException quotesTheText) {
            throw diagnosis();
        }
    }

    private String string() {
        try {
            var string = parser.getString();
            took(true);
            return string;
        } catch (JacksonException quotesTheText) {
            throw diagnosis();
        }
    }

    private void took(boolean wholeValue) {
        taken = (int) parser.currentLocation().getCharOffset();
        commaIsDue = wholeValue;
    }

    /** What is wrong behind the tokens that were taken, without a letter of it. */
    private ConfigurationException diagnosis() {
        var context = parser.streamReadContext();
        int at = blank(taken);
        boolean comma = false;
        if (commaIsDue) {
            if (context.inRoot()) {
                return place(at).error("wanted nothing after the document, found more; remove it");
            }
            comma = at < text.length() && text.charAt(at) == ',';
            if (comma) {
                at = blank(at + 1);
            } else if (at < text.length() && "\"{[".indexOf(text.charAt(at)) >= 0) {
                return place(at).error("wanted a comma, found none; put one between this and what stands before it");
            }
        }
        boolean keyed = false;
        if (context.inObject()) {
            int behindKey = behindString(at);
            if (behindKey >= 0) {
                at = blank(behindKey);
                if (at < text.length() && text.charAt(at) != ':') {
                    return place(at).error("wanted a colon behind the key, found none; put one there");
                }
                keyed = at < text.length();
                at = keyed ? blank(at + 1) : at;
            }
        }
        boolean wantsKey = context.inObject() && !keyed;
        return place(at).error(complaint(at, wantsKey, comma));
    }

    private String complaint(int at, boolean wantsKey, boolean comma) {
        var wanted = wantsKey ? "wanted a key in double quotes or }" : "wanted a value";
        if (at >= text.length()) {
            return wanted + ", found the end of the document; close every quote, { and [";
        }
        return switch (text.charAt(at)) {
            case '/', '#' -> wanted + ", found a comment; remove it, JSON has none";
            case '\'' -> wanted + ", found a single quote; write double quotes";
            case '"' ->
                "wanted a string that ends on its line, found one that does not, or with an escape that JSON does not"
                        + " have; write \\\\ for each \\";
            case ',' -> wanted + ", found a comma; remove it";
            case '}', ']' ->
                comma
                        ? wanted + ", found the end of the object or array; remove the comma before it"
                        : wanted + ", found the end of an object or array; see what is open here";
            default ->
                wantsKey
                        ? wanted + ", found neither; put the key in double quotes"
                        : "wanted a string, a number, true, false or an object, found none of them; put text in double"
                                + " quotes";
        };
    }

    private int blank(int from) {
        int at = from;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private int behindString(int from) {
        var string = STRING.matcher(text).region(from, text.length());
        return string.lookingAt() ? string.end() : -1;
    }

    private Place place(int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && text.charAt(Math.min(i + 1, text.length() - 1)) != '\n')) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(around.source(), line, offset - lineStart + 1, around.path());
    }
}
