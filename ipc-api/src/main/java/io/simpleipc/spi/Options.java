package io.simpleipc.spi;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;

/** Checks the options of a transport, so that a typing error is an error and not a default. Stateless. */
public final class Options {
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
        for (var name : spec.options().keySet()) {
            if (!Arrays.asList(known).contains(name)) {
                throw new ConfigurationException(
                        "the transport \"" + spec.type() + "\" has no option \"" + name + "\"; " + cure(name, known),
                        null);
            }
        }
        return spec.options();
    }

    private static String cure(String name, String... known) {
        return Arrays.stream(known)
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .map(nearest -> "the nearest is \"" + nearest + "\", all are " + String.join(", ", known))
                .orElse("it has none at all, remove it");
    }

    /** How many letters must be put in, taken out or changed to make one word of the other. */
    private static int distance(String one, String other) {
        var row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
