package io.simpleipc.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiallerTest {
    /** A unix listener with a full backlog fails with the same type of exception, and is worth waiting for. */
    @Test
    void aSocketThatCannotBeMadeIsReportedAtOnce(@TempDir Path folder) throws Exception {
        var target = UnixDomainSocketAddress.of(Files.createFile(folder.resolve("s")));
        var scarcity = new SocketException("Too many open files");
        var attempts = new AtomicInteger();
        assertThatThrownBy(() -> Dialler.connect(
                        () -> {
                            attempts.incrementAndGet();
                            throw scarcity;
                        },
                        target,
                        Deadline.after(Duration.ofSeconds(60))))
                .isSameAs(scarcity);
        assertThat(attempts).hasValue(1);
    }
}
