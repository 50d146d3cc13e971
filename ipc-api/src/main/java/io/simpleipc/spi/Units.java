package io.simpleipc.spi;

import io.simpleipc.ConfigurationException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads durations and sizes with units, as settings and options write them. Stateless. */
public final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

    private Units() {}

    /**
     * Reads a duration.
     *
     * @param name the setting, for the error message
     * @param text a whole number and one of {@code ms}, {@code s}, {@code m}, {@code h}, {@code d}
     * @return the duration
     * @throws ConfigurationException if it is not that
     */
    public static Duration duration(String name, String text) {
        var matcher = NUMBER_AND_UNIT.matcher(text.strip());
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            switch (matcher.group(2)) {
                case "ms":
                    return Duration.ofMillis(number);
                case "s":
                    return Duration.ofSeconds(number);
                case "m":
                    return Duration.ofMinutes(number);
                case "h":
                    return Duration.ofHours(number);
                case "d":
                    return Duration.ofDays(number);
                default:
                    break;
            }
        }
        throw new ConfigurationException(
                name + " is \"" + text
                        + "\", which is no duration; write a number and ms, s, m, h or d, such as \"5s\"",
                null);
    }

    /**
     * Reads a size.
     *
     * @param name the setting, for the error message
     * @param text a whole number and one of {@code B}, {@code KiB}, {@code MiB}, {@code GiB}; no unit means bytes
     * @return bytes
     * @throws ConfigurationException if it is not that
     */
    public static long size(String name, String text) {
        var matcher = NUMBER_AND_UNIT.matcher(text.strip());
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            switch (matcher.group(2)) {
                case "", "B":
                    return number;
                case "KiB":
                    return number << 10;
                case "MiB":
                    return number << 20;
                case "GiB":
                    return number << 30 >> 30 == number ? number << 30 : Long.MAX_VALUE;
                default:
                    break;
            }
        }
        throw new ConfigurationException(
                name + " is \"" + text
                        + "\", which is no size; write a number and B, KiB, MiB or GiB, such as \"16MiB\"",
                null);
    }
}
