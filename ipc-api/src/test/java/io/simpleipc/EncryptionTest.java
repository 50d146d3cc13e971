package io.simpleipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {
    private static final String MARKER = "marker-0451-secret";

    @Test
    void optionsAreAddedToACopy() {
        var none = Encryption.of("aes-256-gcm");
        var one = none.with("keyFile", "a.key");
        assertThat(none.options()).isEmpty();
        assertThat(one.type()).isEqualTo("aes-256-gcm");
        assertThat(one.option("keyFile")).isEqualTo("a.key");
        assertThat(one.option("other")).isNull();
        assertThat(one.secret("keyFile")).isNull();
        assertThat(one).isEqualTo(new Encryption("aes-256-gcm", Map.of("keyFile", "a.key"), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"passphrase", "password", "secret", "token", "keyPassphrase", "KEY_PASSWORD", "mySecret"})
    void aNameThatSaysSecretMakesOne(String name) {
        var encryption = Encryption.of("mine").with(name, MARKER);
        assertThat(encryption.options()).isEmpty();
        assertThat(encryption.secret(name)).isEqualTo(Secret.of(MARKER));
        assertThat(encryption.toString()).contains("mine").contains(name).doesNotContain(MARKER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"passphraseFile", "secretary", "tokens", "rounds", ""})
    void anyOtherNameIsAPlainOptionWhoseValueIsNotShownEither(String name) {
        var encryption = Encryption.of("mine").with(name, MARKER);
        assertThat(encryption.option(name)).isEqualTo(MARKER);
        assertThat(encryption.secrets()).isEmpty();
        assertThat(encryption.toString()).doesNotContain(MARKER);
    }

    @Test
    void settingAnOptionAgainReplacesItWhateverItWas() {
        var secret = Encryption.of("mine").with("pin", "1").with("pin", Secret.of("2"));
        assertThat(secret.options()).isEmpty();
        assertThat(secret.secret("pin")).isEqualTo(Secret.of("2"));
        var plain = secret.with("pin", "3");
        assertThat(plain.secrets()).isEmpty();
        assertThat(plain.option("pin")).isEqualTo("3");
    }

    @Test
    void anOptionThatIsTextAndSecretAtOnceIsRefused() {
        assertThatThrownBy(() -> new Encryption("mine", Map.of("pin", "1"), Map.of("pin", Secret.of("1"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"pin\" is set twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"passphrase", "keyPassword", "MY_SECRET", "token"})
    void aPlainOptionWhoseNameSaysSecretIsRefusedWithTheCureAndNotShown(String name) {
        assertThatThrownBy(() -> new Encryption("mine", Map.of(name, MARKER), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"" + name + "\" is set as plain text")
                .hasMessageContaining("set it as a Secret, in the other map or by with(name, value)")
                .hasMessageNotContaining(MARKER)
                .hasNoCause();
    }

    @Test
    void aFileWithoutANameIsRefusedWithTheCure() {
        for (var empty : List.of("", " ")) {
            assertThatThrownBy(() -> Encryption.of("mine").with("secretFile", empty))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("\"secretFile\" is empty; name a file");
        }
        assertThat(Encryption.of("mine").with("salt", "").option("salt")).isEmpty();
    }

    @Test
    void anEmptyTypeIsRefused() {
        assertThatThrownBy(() -> Encryption.of(" "))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no type");
    }

    @Test
    void theMapsAreCopiedAndCannotBeChanged() {
        var options = new HashMap<>(Map.of("a", "1"));
        var encryption = new Encryption("mine", options, Map.of());
        options.put("b", "2");
        assertThat(encryption.options()).containsOnlyKeys("a");
        assertThatThrownBy(() -> encryption.options().put("c", "3")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> encryption.secrets().put("c", Secret.of("3")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aPlugInThatDoesNotKnowAnOptionNamesTheNearestOne() {
        var good = Encryption.of("mine").with("keyFile", "k").with("passphrase", "p");
        assertThat(Options.of(good, "keyFile", "passphrase")).isSameAs(good);
        assertThatThrownBy(() -> Options.of(good.with("keyfile", "k"), "keyFile", "passphrase"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the encryption \"mine\" has no option \"keyfile\"; the nearest is \"keyFile\"")
                .hasMessageContaining("keyFile, passphrase");
        assertThatThrownBy(() -> Options.of(good, "keyFile"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has no option \"passphrase\"");
        assertThatThrownBy(() -> Options.of(good))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it has none at all");
    }

    @Test
    void theNearestNameIsTheOneWithTheFewestChanges() {
        assertThat(Options.nearest("usres", List.of("users", "mode"))).contains("users");
        assertThat(Options.nearest("", List.of("longer", "no"))).contains("no");
        assertThat(Options.nearest("x", List.of())).isEmpty();
    }
}
