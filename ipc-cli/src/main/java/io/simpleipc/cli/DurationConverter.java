package io.simpleipc.cli;

import io.simpleipc.ConfigurationException;
import io.simpleipc.spi.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as specs write them: {@code 500ms}, {@code 5s}, {@code 1m}. None is zero. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            var duration = Units.duration("it", text);
            if (!duration.isZero()) {
                return duration;
            }
        } catch (ConfigurationException e) {
            throw new TypeConversionException(e.getMessage());
        }
        throw new TypeConversionException("a duration must be longer than zero, not \"" + text + "\"");
    }
}
