package io.simpleipc;

import io.simpleipc.spi.Options;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which encryption plug-in a tunnel uses, by name, and its options. Both processes set the same. Immutable; {@code
 * toString} shows the names of the options and none of their values.
 *
 * @param type selects the plug-in, such as {@code aes-256-gcm}
 * @param options plain options as the plug-in documents them; a name that ends in {@code File} holds a path, and none
 *     ends in {@code passphrase}, {@code password}, {@code secret} or {@code token}
 * @param secrets options that strangers must not see
 */
public record Encryption(String type, Map<String, String> options, Map<String, Secret> secrets) {
    /**
     * Checks the names and copies the maps.
     *
     * @param type not empty
     * @param options plain options
     * @param secrets secret ones
     * @throws ConfigurationException if the type is empty, an option is in both maps, the name of a plain one says that
     *     it is a secret, or one whose name ends in {@code File} is empty
     */
    public Encryption {
        if (type.isBlank()) {
            throw new ConfigurationException(
                    "the encryption has no type; set that of a plug-in, such as \"aes-256-gcm\"", null);
        }
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
        for (var name : secrets.keySet()) {
            if (options.containsKey(name)) {
                throw new ConfigurationException(
                        "the encryption option \"" + name + "\" is set twice, as text and as a secret; set it once",
                        null);
            }
        }
        options.forEach(Encryption::check);
    }

    private static void check(String name, String value) {
        if (Options.isSecret(name)) {
            throw new ConfigurationException(
                    "the encryption option \"" + name
                            + "\" is set as plain text, and its name says that it is a secret;"
                            + " set it as a Secret, in the other map or by with(name, value)",
                    null);
        }
        if (name.endsWith("File") && value.isBlank()) {
            throw new ConfigurationException(
                    "the encryption option \"" + name + "\" is empty; name a file, or do not set it", null);
        }
    }

    /**
     * An encryption without options.
     *
     * @param type selects the plug-in
     * @return the encryption
     * @throws ConfigurationException if the type is empty
     */
    public static Encryption of(String type) {
        return new Encryption(type, Map.of(), Map.of());
    }

    /**
     * The same with one more option. A name that ends in {@code passphrase}, {@code password}, {@code secret} or {@code
     * token} makes it a {@link Secret}.
     *
     * @param name as the plug-in documents it
     * @param value its value
     * @return a copy
     * @throws ConfigurationException if it is a secret or a path, and empty
     */
    public Encryption with(String name, String value) {
        if (Options.isSecret(name)) {
            return with(name, Secret.of(value));
        }
        var more = new TreeMap<>(options);
        more.put(name, value);
        var fewer = new TreeMap<>(secrets);
        fewer.remove(name);
        return new Encryption(type, more, fewer);
    }

    /**
     * The same with one more option that strangers must not see.
     *
     * @param name as the plug-in documents it
     * @param value its value, or where to read it
     * @return a copy
     */
    public Encryption with(String name, Secret value) {
        var more = new TreeMap<>(secrets);
        more.put(name, value);
        var fewer = new TreeMap<>(options);
        fewer.remove(name);
        return new Encryption(type, fewer, more);
    }

    /**
     * A plain option.
     *
     * @param name its name
     * @return its value, or null if it is not set
     */
    public @Nullable String option(String name) {
        return options.get(name);
    }

    /**
     * A secret option.
     *
     * @param name its name
     * @return its value, or null if it is not set
     */
    public @Nullable Secret secret(String name) {
        return secrets.get(name);
    }

    @Override
    public String toString() {
        return "Encryption[" + type + ", options " + options.keySet() + ", secrets " + secrets.keySet() + "]";
    }
}
