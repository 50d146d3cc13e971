package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.internal.session.handshake.RecordingLogger;
import io.simpleipc.internal.session.handshake.RecordingLogger.Line;
import io.simpleipc.testkit.MemoryTransport;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;

/** What the log says of events: how loud, and marked for those who hear of them by a listener. */
@Timeout(60)
final class EventLinesTest {
    private static final String ADDRESS = "event lines";

    private final MemoryTransport transport = new MemoryTransport();
    private final RecordingLogger log = new RecordingLogger();
    private final Site server = new Site.Plan(transport, ADDRESS).logger(log).build();
    private final Site client = new Site.Plan(transport, ADDRESS).build();

    @AfterEach
    void closeAll() {
        client.close();
        server.close();
    }

    @Test
    void aPeerThatClosesIsNothingToWarnOf() {
        join();

        client.close();

        var left = awaitLine("the peer has left at ");
        assertThat(left.level()).isEqualTo(Level.INFO);
        assertThat(left.text()).contains("has closed the connection");
        assertThat(log.recorded()).allSatisfy(line -> assertThat(line.level()).isGreaterThan(Level.WARN));
    }

    @Test
    void aLinkThatIsCutIs() {
        join();

        transport.cutAllPipes();

        var lost = awaitLine("lost the link at ");
        assertThat(lost.level()).isEqualTo(Level.WARN);
        assertThat(lost.text()).doesNotContain("has closed the connection");
    }

    @Test
    void whatAListenerHearsIsMarked() {
        join();
        client.close();
        awaitLine("the peer has left at ");
        server.close();
        awaitLine("closed the connection at ");

        assertThat(log.recorded())
                .filteredOn(
                        line -> line.text().matches("(listening|joined|the peer has left|closed the connection) .*"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(line -> assertThat(line.marker()).isEqualTo("IPC_EVENT"));
    }

    private void join() {
        server.tunnel.connect();
        client.tunnel.connect();
        awaitLine("joined at ");
    }

    private Line awaitLine(String start) {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() ->
                        log.recorded().stream().anyMatch(line -> line.text().startsWith(start)));
        return log.recorded().stream()
                .filter(line -> line.text().startsWith(start))
                .findFirst()
                .orElseThrow();
    }
}
