package io.simpleipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.util.ArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

final class WarningsTest {
    private static final String NAME = WarningsTest.class.getName();

    private static final class Kept extends Handler {
        private final ArrayList<LogRecord> records = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            records.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void withoutAProviderWarningsReachThePlatformsLog() {
        var platform = Logger.getLogger(NAME);
        var kept = new Kept();
        platform.setUseParentHandlers(false);
        platform.addHandler(kept);
        try {
            var cause = new IllegalStateException("why");
            Warnings.by(NOPLogger.NOP_LOGGER, NAME).warn("a {} b", cause);

            assertThat(kept.records).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARNING);
                assertThat(line.getMessage()).isEqualTo("a {} b");
                assertThat(line.getThrown()).isSameAs(cause);
            });
        } finally {
            platform.removeHandler(kept);
            platform.setUseParentHandlers(true);
        }
    }

    @Test
    void withAProviderTheyReachItAndNothingElse() {
        var logger = mock(org.slf4j.Logger.class);
        Warnings.by(logger, NAME).warn("a warning");

        verify(logger).warn("a warning", (Throwable) null);
        verifyNoMoreInteractions(logger);
    }
}
