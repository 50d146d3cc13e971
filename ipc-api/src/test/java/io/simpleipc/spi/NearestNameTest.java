package io.simpleipc.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody may have meant who has mistyped a name. */
class NearestNameTest {
    @Test
    void eachSlipCountsOnce() {
        assertThat(Options.nearest("tsl", List.of("tcp", "tls")))
                .as("exchanged")
                .contains("tls");
        assertThat(Options.nearest("keyfle", List.of("salt", "keyFile")))
                .as("missing")
                .contains("keyFile");
        assertThat(Options.nearest("unixx", List.of("tcp", "unix")))
                .as("too many")
                .contains("unix");
    }

    @Test
    void amongNoneThereIsNone() {
        assertThat(Options.nearest("tsl", List.of())).isEmpty();
    }
}
