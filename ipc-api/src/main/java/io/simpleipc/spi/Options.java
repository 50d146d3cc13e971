package io.simpleipc.spi;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.Spec;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the options of a plug-in, so that a typing error is an error and not a default. Stateless. */
public final class Options {
    private static final Set<String> SECRETS = Set.of("passphrase", "password", "secret", "token");

    private Options() {}

    /**
     * The options of a spec, all of them known.
     *
     * @param spec whose options
     * @param known the names that the transport understands; none if it has no options
     * @return name to value
     * @throws ConfigurationException if there is one that is not known: names it and the nearest known one
     */
    public static Map<String, String> of(Spec spec, String... known) {
        check("the transport \"" + spec.type() + "\"", spec.options().keySet(), known);
        return spec.options();
    }

    /**
     * An encryption, all of whose options, plain and secret, are known.
     *
     * @param encryption whose options
     * @param known the names that the plug-in understands; none if it has no options
     * @return the same encryption
     * @throws ConfigurationException if there is one that is not known: names it and the nearest known one
     */
    public static Encryption of(Encryption encryption, String... known) {
        var what = "the encryption \"" + encryption.type() + "\"";
        check(what, encryption.options().keySet(), known);
        check(what, encryption.secrets().keySet(), known);
        return encryption;
    }

    private static void check(String what, Set<String> names, String... known) {
        for (var name : names) {
            if (!Arrays.asList(known).contains(name)) {
                throw new ConfigurationException(
                        what + " has no option \"" + name + "\"; "
                                + nearest(name, Arrays.asList(known))
                                        .map(nearest -> "the nearest is \"" + nearest + "\", all are "
                                                + String.join(", ", known))
                                        .orElse("it has none at all, remove it"),
                        null);
            }
        }
    }

    /**
     * The known name that looks most like a wrong one.
     *
     * @param name the wrong one
     * @param known those to choose from
     * @return the one with the fewest letters to be put in, taken out, changed or exchanged; empty if there are none
     */
    public static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /**
     * Whether an option's name says that its value is a secret.
     *
     * @param name of the option
     * @return true if it ends in {@code passphrase}, {@code password}, {@code secret} or {@code token}, in small letters or
     *     capitals
     */
    public static boolean isSecret(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return SECRETS.stream().anyMatch(lower::endsWith);
    }

    /** How many letters must be put in, taken out, changed or exchanged with their neighbour to make one word of the other. */
    private static int distance(String one, String other) {
        var table = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            table[i][0] = i;
        }
        Arrays.setAll(table[0], j -> j);
        for (int i = 1; i <= one.length(); i++) {
            for (int j = 1; j <= other.length(); j++) {
                int changed = table[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                table[i][j] = Math.min(changed, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], 1 + table[i - 2][j - 2]);
                }
            }
        }
        return table[one.length()][other.length()];
    }
}
