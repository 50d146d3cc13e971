package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM of one feature version with a JVM of another, in both roles. */
@Timeout(90)
class MixedJdksIT {
    private static final int MEBIBYTE = 1 << 20;

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachVersionServesTheOtherAndTakesOverFromIt(Channel channel) {
        var here = Path.of(System.getProperty("java.home"));
        var there = OtherJdk.home();
        System.out.println("[mixed JDKs] " + here.getFileName() + " with " + there.getFileName());
        for (var homes : List.of(List.of(here, there), List.of(there, here))) {
            try (var address = channel.freshAddress()) {
                var first = jvms.start(homes.get(0), Jvms.FULL);
                var second = jvms.start(homes.get(1), Jvms.FULL);
                var pair = Pair.join(address, first, second, "queryTimeout=20000");
                assertTheyUnderstandEachOther(pair);

                var third = jvms.start(homes.get(0), Jvms.FULL).open(address, "queryTimeout=20000");
                jvms.kill(first);
                first.awaitDeath();
                assertThat(second.reaches("LISTENING", Pair.PATIENCE)).isTrue();
                assertThat(third.connect()).isEqualTo("CLIENT");
                var turned = Pair.await(second, third);
                assertThat(turned.server()).isSameAs(second);
                assertTheyUnderstandEachOther(turned);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"tls+tcp, false", "tls+unix, true", "tcp, true"})
    void tlsAndAesJoinOneVersionWithTheOther(String type, boolean aes, @TempDir Path keys) throws IOException {
        var document = Document.of(type);
        if (type.startsWith("tls")) {
            document = document.certificate(OpenSsl.ellipticCurve(keys));
        }
        if (aes) {
            document = document.aes(keys);
        }
        var here = Path.of(System.getProperty("java.home"));
        var there = OtherJdk.home();
        for (var homes : List.of(List.of(here, there), List.of(there, here))) {
            try (var address = type.endsWith("unix") ? Address.unix() : Address.tcp()) {
                var first = jvms.start(homes.get(0), Jvms.FULL);
                var second = jvms.start(homes.get(1), Jvms.FULL);
                first.openDocument(document.at(address.text()), "queryTimeout=20000");
                second.openDocument(document.at(address.text()), "queryTimeout=20000");
                assertThat(first.connect()).isEqualTo("SERVER");
                assertThat(second.connect()).isEqualTo("CLIENT");
                assertTheyUnderstandEachOther(Pair.await(first, second));
            }
        }
    }

    private static void assertTheyUnderstandEachOther(Pair pair) {
        pair.talk();
        for (var asker : List.of(pair.server(), pair.client())) {
            assertThat(asker.query("echo:täxt, 文字, \uD83D\uDE00")).isEqualTo("täxt, 文字, \uD83D\uDE00");
            assertThat(asker.ask("query-size", MEBIBYTE)).isEqualTo("true");
            assertThat(asker.query("nest:6")).isEqualTo("6>5>4>3>2>1>0");
            assertThat(asker.send("query", "throw:x").failure().detail())
                    .isEqualTo("java.lang.IllegalArgumentException");
        }
        var down = pair.server().send("load", 4, 200, 5000, 1);
        var up = pair.client().send("load", 4, 200, 5000, 2);
        for (var report : List.of(down.fields(), up.fields())) {
            assertThat(Reply.number(report, "right")).as("%s", report).isEqualTo(800);
        }
    }
}
