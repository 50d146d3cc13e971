package io.simpleipc.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every document of the table means what it says there, or is refused at the right place. */
@Timeout(30)
class SpecReaderTest {
    private final JsonSpecFormat format = new JsonSpecFormat();

    @ParameterizedTest
    @MethodSource("io.simpleipc.config.json.Documents#accepted")
    void aGoodDocumentIsTheSpecItDescribes(Documents.Accepted accepted) {
        assertThat(format.read(accepted.document(), Documents.SOURCE, Documents.DIRECTORY))
                .isEqualTo(accepted.spec());
    }

    @ParameterizedTest
    @MethodSource("io.simpleipc.config.json.Documents#refused")
    void aWrongDocumentIsRefusedAtThePlaceWithACure(Documents.Refused refused) {
        assertThatThrownBy(() -> format.read(refused.document(), Documents.SOURCE, Documents.DIRECTORY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(refused.place())
                .hasMessageContainingAll(refused.says().toArray(CharSequence[]::new));
    }

    @Test
    void theTableIsLong() {
        assertThat(Documents.accepted().count() + Documents.refused().count()).isGreaterThan(100);
    }
}
