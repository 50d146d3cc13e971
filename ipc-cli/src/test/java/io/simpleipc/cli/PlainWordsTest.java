package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

class PlainWordsTest {
    @Test
    void whatATerminalIsToldNamesNoClass() {
        assertThat(PlainWords.of(new ConfigurationException("the file f cannot be read: NoSuchFileException", null)))
                .isEqualTo("the file f cannot be read: there is no such file");
        assertThat(PlainWords.of(new AccessDeniedException("/etc/shadow")))
                .isEqualTo("this user has no permission: /etc/shadow");
        assertThat(PlainWords.of(new IOException("Broken pipe"))).isEqualTo("reading or writing failed: Broken pipe");
        assertThat(PlainWords.of(new UncheckedIOException(new IOException("Broken pipe"))))
                .isEqualTo("ipc itself failed: Broken pipe");
        assertThat(PlainWords.of(new IllegalStateException())).isEqualTo("ipc itself failed");
    }

    @Test
    void whatThePeersHandlerSaidStays() {
        assertThat(PlainWords.without("the handler of p failed: io.x.Outer$BadException: no such row; ask again"))
                .isEqualTo("the handler of p failed: no such row; ask again");
        assertThat(PlainWords.without("the handler of p failed: java.lang.IllegalStateException: "))
                .isEqualTo("the handler of p failed");
        assertThat(PlainWords.without("a FooException is what I asked for"))
                .isEqualTo("a FooException is what I asked for");
    }
}
