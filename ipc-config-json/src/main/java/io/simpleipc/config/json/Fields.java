package io.simpleipc.config.json;

import io.simpleipc.ConfigurationException;
import io.simpleipc.spi.Options;
import io.simpleipc.spi.Units;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The members of one object of a document, all of whose keys are known, and what a value of each kind looks like. Every
 * error names the place.
 */
final class Fields {
    private static final Pattern WHOLE = Pattern.compile("\\d+");

    private final Json.Members members;

    private Fields(Json.Members members) {
        this.members = members;
    }

    /** An object whose keys are for a plug-in to know. */
    static Fields any(Json value) {
        if (value instanceof Json.Members members) {
            return new Fields(members);
        }
        throw value.place().error("wanted an object, found " + value.kind() + "; write { and }");
    }

    /** An object with these keys and no others. */
    static Fields of(Json value, List<String> known) {
        var fields = any(value);
        for (var entry : fields.members.all().entrySet()) {
            var key = entry.getKey();
            if (!known.contains(key)) {
                throw entry.getValue()
                        .key()
                        .error("wanted one of the keys " + String.join(", ", known) + ", found " + Place.quoted(key)
                                + "; did you mean "
                                + Place.quoted(Options.nearest(key, known).orElse("none")) + "?");
            }
        }
        return fields;
    }

    Set<Map.Entry<String, Json.Member>> all() {
        return members.all().entrySet();
    }

    Place place() {
        return members.place();
    }

    @Nullable
    Json optional(String key) {
        var member = members.all().get(key);
        return member == null ? null : member.value();
    }

    Json required(String key, String example) {
        var value = optional(key);
        if (value == null) {
            throw place().error("wanted the key " + Place.quoted(key) + ", found none; add for example " + example);
        }
        return value;
    }

    /** Sets what the document sets; what the setter refuses is an error at the value's place. */
    <T> void set(String key, Function<Json, T> reader, Consumer<T> setter) {
        var value = optional(key);
        if (value != null) {
            var read = reader.apply(value);
            var unused = at(value.place(), () -> {
                setter.accept(read);
                return read;
            });
        }
    }

    /** Does something that checks its arguments; what it refuses is an error at the given place. */
    static <T> T at(Place place, Supplier<T> step) {
        try {
            return step.get();
        } catch (ConfigurationException e) {
            throw place.error(String.valueOf(e.getMessage()), e);
        }
    }

    /** A string that is not blank. */
    static String text(Json value, String example) {
        if (value instanceof Json.Text text && !text.value().isBlank()) {
            return text.value();
        }
        // Not what was found: it might be a secret at the wrong place.
        throw value.place()
                .error("wanted a string such as " + Place.quoted(example) + ", found " + value.kind()
                        + "; write one in double quotes");
    }

    /** The value of a plug-in's option: numbers and booleans as they are written. */
    static String option(Json value, String more) {
        if (value instanceof Json.Text text) {
            return text.value();
        }
        if (value instanceof Json.Numeral || value instanceof Json.Flag) {
            return value.shown();
        }
        throw value.place()
                .error("wanted a string, a number, true or false" + more + ", found " + value.kind()
                        + "; write one of these");
    }

    static boolean flag(Json value) {
        if (value instanceof Json.Flag flag) {
            return flag.value();
        }
        throw value.place().error("wanted true or false, found " + value.shown() + "; write one, without quotes");
    }

    static int count(Json value) {
        long count = value instanceof Json.Numeral numeral ? whole(numeral) : -1;
        if (count >= 0 && count <= Integer.MAX_VALUE) {
            return (int) count;
        }
        throw value.place()
                .error("wanted a whole number such as 1024, found " + value.shown()
                        + "; write one with digits only, without quotes");
    }

    static Duration duration(Json value) {
        if (value instanceof Json.Text text) {
            try {
                return Units.duration("the value", text.value());
            } catch (ConfigurationException e) {
                throw noDuration(value, e);
            }
        }
        throw noDuration(value, null);
    }

    private static ConfigurationException noDuration(Json value, @Nullable Throwable cause) {
        return value.place()
                .error(
                        "wanted a duration such as \"5s\", found " + value.shown()
                                + "; write a whole number and ms, s, m, h or d, in quotes",
                        cause);
    }

    /** A size in bytes: with a unit, or a number of bytes. */
    static long size(Json value) {
        if (value instanceof Json.Numeral numeral && whole(numeral) >= 0) {
            return whole(numeral);
        }
        if (value instanceof Json.Text text) {
            try {
                return Units.size("the value", text.value());
            } catch (ConfigurationException e) {
                throw noSize(value, e);
            }
        }
        throw noSize(value, null);
    }

    private static ConfigurationException noSize(Json value, @Nullable Throwable cause) {
        return value.place()
                .error(
                        "wanted a size such as \"16MiB\", found " + value.shown()
                                + "; write a whole number and B, KiB, MiB or GiB, in quotes",
                        cause);
    }

    /** Not below zero, or -1 if it is no such number. */
    private static long whole(Json.Numeral numeral) {
        if (!WHOLE.matcher(numeral.digits()).matches()) {
            return -1;
        }
        var whole = new BigInteger(numeral.digits());
        return whole.bitLength() < Long.SIZE ? whole.longValue() : -1;
    }

    /** A path; a relative one begins in the given directory. */
    static Path path(Json value, Path directory, String example) {
        try {
            return directory.resolve(text(value, example));
        } catch (InvalidPathException e) {
            throw value.place()
                    .error("wanted a path, found a string that is none: " + e.getReason() + "; name a file", e);
        }
    }
}
