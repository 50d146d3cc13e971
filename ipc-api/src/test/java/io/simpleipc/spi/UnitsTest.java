package io.simpleipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7B, 7",
        "1KiB, 1024",
        "16MiB, 16777216",
        "2GiB, 2147483648",
        "' 3 KiB ', 3072",
        "999999999999MiB, 1048575999998951424",
        "8589934591GiB, 9223372035781033984"
    })
    void aSizeIsANumberAndAUnit(String text, long bytes) {
        assertThat(Units.size("size", text)).isEqualTo(bytes);
    }

    @Test
    void aSizeBeyondALongIsTheLargest() {
        assertThat(Units.size("size", "8589934592GiB")).isEqualTo(Long.MAX_VALUE);
        assertThat(Units.size("size", "999999999999GiB")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "MiB", "1MB", "1kib", "1K", "-1", "+1", "1.5MiB", "1 2", "1_000", "1234567890123", "١MiB"})
    void whatIsNoSizeIsRefusedWithItsName(String text) {
        assertThatThrownBy(() -> Units.size("maxMessageSize", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maxMessageSize is \"" + text + "\"")
                .hasMessageContaining("16MiB");
    }

    @ParameterizedTest
    @CsvSource({"0s, PT0S", "250ms, PT0.25S", "90s, PT1M30S", "5m, PT5M", "36h, PT36H", "2d, PT48H", "' 1 s ', PT1S"})
    void aDurationIsANumberAndAUnit(String text, Duration duration) {
        assertThat(Units.duration("drain", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5S", "5 sec", "PT5S", "5us", "1234567890123s"})
    void whatIsNoDurationIsRefusedWithItsName(String text) {
        assertThatThrownBy(() -> Units.duration("drain", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("drain is \"" + text + "\"")
                .hasMessageContaining("\"5s\"");
    }
}
