package io.simpleipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.benchmarks.peers.Peers;
import io.simpleipc.measure.Effort;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void nothingAskedForIsEverything() throws Exception {
        var options = Options.parse(List.of());

        assertThat(options.effort()).isEqualTo(Effort.FULL);
        assertThat(options.transports()).isEmpty();
        assertThat(options.peers()).isEqualTo(Peers.LABELS);
        assertThat(options.wantsWorkload("sequential")).isTrue();
        assertThat(options.wantsSubject("ours+tls")).isTrue();
    }

    @Test
    void eachOptionTakesAListOfNames() throws Exception {
        var options = Options.parse(List.of(
                "--quick",
                "--only",
                "sequential,async64",
                "--place",
                "same, free",
                "--transport",
                "unix",
                "--subject",
                "ours,raw",
                "--results",
                "somewhere",
                "grpc",
                "rmi"));

        assertThat(options.effort()).isEqualTo(Effort.QUICK);
        assertThat(options.wantsWorkload("async64")).isTrue();
        assertThat(options.wantsWorkload("async16")).isFalse();
        assertThat(options.places()).containsExactly("same", "free");
        assertThat(options.transports()).containsExactly("unix");
        assertThat(options.wantsSubject("raw")).isTrue();
        assertThat(options.wantsSubject("hybrid")).isFalse();
        assertThat(options.peers()).containsExactly("grpc", "rmi");
        assertThat(options.results()).isEqualTo(Path.of("somewhere"));
    }

    @Test
    void peersCanBeLeftOut() throws Exception {
        assertThat(Options.parse(List.of("none")).peers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--onyl sequential,what is \"--onyl\"",
        "--only sequentail,no workload \"sequentail\"; there are [sequential",
        "--place here,no placement \"here\"",
        "--transport pigeon,no transport \"pigeon\"",
        "--results,--results wants a value"
    })
    void whatMakesNoSenseIsRefusedByName(String line, String message) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" "))))
                .isInstanceOf(Options.Refused.class)
                .hasMessageContaining(message);
    }
}
