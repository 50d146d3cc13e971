package io.simpleipc.config.json;

import java.util.Map;

/** A value in a document, and where it stands. Immutable; {@code toString} shows no value, which might be a secret. */
sealed interface Json {
    /** Where it begins. */
    Place place();

    /** What it is, for messages about values that may be secret. */
    String kind();

    /** What it is and holds, for messages about values that are not. */
    default String shown() {
        return kind();
    }

    /** A string. */
    record Text(Place place, String value) implements Json {
        @Override
        public String kind() {
            return value.isEmpty() ? "an empty string" : "a string";
        }

        @Override
        public String shown() {
            return Place.quoted(value);
        }

        @Override
        public String toString() {
            return kind();
        }
    }

    /** A number, as it is written: what it means is for the one who wants it to say. */
    record Numeral(Place place, String digits) implements Json {
        @Override
        public String kind() {
            return "a number";
        }

        @Override
        public String shown() {
            return digits;
        }

        @Override
        public String toString() {
            return kind();
        }
    }

    /** True or false. */
    record Flag(Place place, boolean value) implements Json {
        @Override
        public String kind() {
            return "a boolean";
        }

        @Override
        public String shown() {
            return Boolean.toString(value);
        }

        @Override
        public String toString() {
            return kind();
        }
    }

    /** The literal null. */
    record Null(Place place) implements Json {
        @Override
        public String kind() {
            return "null";
        }
    }

    /** An array; no setting is one, so its elements are not kept. */
    record Array(Place place) implements Json {
        @Override
        public String kind() {
            return "an array";
        }
    }

    /** An object: its members in the order of the document. */
    record Members(Place place, Map<String, Member> all) implements Json {
        @Override
        public String kind() {
            return "an object";
        }

        @Override
        public String toString() {
            return kind();
        }
    }

    /** A member of an object: where its key stands, and its value. */
    record Member(Place key, Json value) {}
}
