package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

class CommandLogTest {
    private final StringWriter err = new StringWriter();
    private final CommandLog log = new CommandLog(new PrintWriter(err));

    @Test
    void whatTheCommandHearsAsAListenerIsNotSaidTwice() {
        log.warn(MarkerFactory.getMarker("IPC_EVENT"), "lost the link at memory:a");

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void otherWarningsAreSaidWhateverTheirWords() {
        log.warn("lost the link at memory:a");
        log.warn(MarkerFactory.getMarker("SOMETHING"), "beware");

        assertThat(err.toString().lines())
                .containsExactly("ipc: warning: lost the link at memory:a", "ipc: warning: beware");
    }
}
