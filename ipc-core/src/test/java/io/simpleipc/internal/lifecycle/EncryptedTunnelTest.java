package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Connection;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Spec;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionEncryption;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Encryption as a user sets it, over the in-memory transport: by object, by name, and not alike on both sides. */
@Timeout(60)
final class EncryptedTunnelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final EncryptionProvider SAME = new Same();

    private final String address = "encrypted " + UUID.randomUUID();

    /** Found by name, as {@code META-INF/services} of the tests says. Its option says whose list to report to. */
    public static final class Named implements EncryptionFactory {
        static final Map<String, List<String>> EVENTS = new ConcurrentHashMap<>();

        @Override
        public String type() {
            return "test-same";
        }

        @Override
        public EncryptionProvider create(Encryption encryption) {
            var events = EVENTS.computeIfAbsent(
                    String.valueOf(encryption.option("events")), name -> new CopyOnWriteArrayList<>());
            events.add("created");
            return new Closeable(events);
        }
    }

    private static class Same implements EncryptionProvider {
        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }
    }

    private static final class Closeable extends Same implements AutoCloseable {
        private final List<String> events;

        Closeable(List<String> events) {
            this.events = events;
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }

    /** Sessions that change nothing, of any kind. */
    private static class Sessions extends Same implements SessionEncryption {
        private final String kind;
        private final List<String> events = new CopyOnWriteArrayList<>();

        Sessions(String kind) {
            this.kind = kind;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public EncryptionSession session(SessionKeys keys) {
            return new EncryptionSession() {
                @Override
                public int overhead() {
                    return 0;
                }

                @Override
                public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
                    target.put(plain);
                }

                @Override
                public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
                    target.put(sealed);
                }

                @Override
                public void close() {
                    sessionClosed();
                }
            };
        }

        void sessionClosed() {
            events.add("session closed");
        }
    }

    private Spec.Builder spec() {
        return Spec.builder().type("memory").address(address).secret("test secret");
    }

    private Connection connection(@Nullable EncryptionProvider provider) {
        var builder = Connection.builder(spec().build()).onQuery(query -> query);
        return (provider == null ? builder : builder.encryption(provider)).build();
    }

    private Connection named(String events) {
        var encryption = Encryption.of("test-same").with("events", events);
        return Connection.of(spec().encryption(encryption).build(), query -> query);
    }

    private static void assertTalk(Connection first, Connection second) {
        first.connect();
        second.connect();
        assertThat(first.awaitConnected(PATIENCE)).isTrue();
        assertThat(first.query("hello")).isEqualTo("hello");
        assertThat(second.query("hello")).isEqualTo("hello");
    }

    private static void assertIncompatible(Connection first, Connection second, String text) {
        try (first;
                second) {
            first.connect();
            assertThatThrownBy(second::connect)
                    .isInstanceOf(IncompatiblePeerException.class)
                    .hasMessageContaining(text);
            assertThat(first.isConnected()).isFalse();
            System.out.println("[fault 22] nobody joined: " + text);
        }
    }

    @Test
    void aProviderThatReturnsItsInputServesByObject() {
        try (var first = connection(SAME);
                var second = connection(SAME)) {
            assertTalk(first, second);
        }
    }

    @Test
    void aProviderOfTwoMethodsServesByName() {
        try (var first = named("by name");
                var second = named("by name")) {
            assertTalk(first, second);
        }
    }

    @Test
    void objectsWithSessionsOfTheSameKindTalk() {
        try (var first = connection(new Sessions("test-sessions"));
                var second = connection(new Sessions("test-sessions"))) {
            assertTalk(first, second);
        }
    }

    @Test
    void noProviderOnOneSideIsIncompatible() {
        assertIncompatible(connection(null), connection(SAME), "encrypts with \"none\", this side with \"custom\"");
        assertIncompatible(connection(SAME), connection(null), "encrypts with \"custom\", this side with \"none\"");
        assertIncompatible(named("one side"), connection(null), "encrypts with \"test-same\", this side with \"none\"");
    }

    @Test
    void anotherProviderIsIncompatibleThoughItOpensTheCanary() {
        assertIncompatible(named("other"), connection(SAME), "encrypts with \"test-same\", this side with \"custom\"");
        assertIncompatible(
                connection(new Sessions("test-one")),
                connection(new Sessions("test-two")),
                "encrypts with \"test-one\", this side with \"test-two\"");
    }

    @Test
    void anotherKeyIsIncompatible() {
        assertIncompatible(
                connection(new CustomProviderContractTest.Xor(1)),
                connection(new CustomProviderContractTest.Xor(2)),
                "same encryption provider and key");
    }

    @Test
    void aProviderThatTheEngineMadeIsClosedWithTheConnectionAndOnce() {
        var connection = named("closing");
        connection.connect();
        assertThat(Named.EVENTS.get("closing")).containsExactly("created");
        connection.close();
        connection.close();
        assertThat(Named.EVENTS.get("closing")).containsExactly("created", "closed");
    }

    @Test
    void aProviderThatTheEngineMadeIsClosedThoughItWasNeverConnected() {
        named("never connected").close();
        assertThat(Named.EVENTS.get("never connected")).containsExactly("created", "closed");
    }

    @Test
    void aProviderThatTheEngineMadeIsClosedIfTheConnectionCannotBeBuilt() {
        var spec = spec().type("unknown")
                .encryption(Encryption.of("test-same").with("events", "not built"))
                .build();
        assertThatThrownBy(() -> Connection.of(spec, query -> query)).isInstanceOf(ConfigurationException.class);
        assertThat(Named.EVENTS.get("not built")).containsExactly("created", "closed");
    }

    @Test
    void aProviderOfTheUsersOwnIsNotClosed() {
        var events = new CopyOnWriteArrayList<String>();
        try (var first = connection(new Closeable(events));
                var second = connection(new Closeable(events))) {
            assertTalk(first, second);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void anObjectCountsMoreThanTheNameInTheSpec() {
        var spec = spec().encryption(Encryption.of("test-same").with("events", "not used"))
                .build();
        try (var first = Connection.builder(spec)
                        .onQuery(query -> query)
                        .encryption(SAME)
                        .build();
                var second = connection(SAME)) {
            assertTalk(first, second);
        }
        assertThat(Named.EVENTS).doesNotContainKey("not used");
    }

    @Test
    void everySessionIsClosedOnceWithItsLink() {
        var first = new Sessions("test-sessions");
        var second = new Sessions("test-sessions");
        var third = new Sessions("test-sessions");
        try (var server = connection(first);
                var client = connection(second)) {
            assertTalk(server, client);
            try (var other = connection(third)) {
                assertThatThrownBy(other::connect).isInstanceOf(PeerBusyException.class);
            }
        }
        assertThat(second.events).containsExactly("session closed");
        assertThat(third.events).isEmpty(); // it never had one
        assertThat(first.events).containsExactly("session closed", "session closed"); // one for who was turned away
    }

    @Test
    void aSessionThatCannotBeClosedKeepsNobodyElseFromBeingAnswered() {
        var encryption = new Sessions("test-sessions") {
            @Override
            void sessionClosed() {
                throw new IllegalStateException("no luck");
            }
        };
        try (var server = connection(encryption);
                var client = connection(new Sessions("test-sessions"))) {
            assertTalk(server, client);
            for (int i = 0; i < 3; i++) {
                try (var other = connection(new Sessions("test-sessions"))) {
                    assertThatThrownBy(other::connect).isInstanceOf(PeerBusyException.class);
                }
            }
            assertThat(server.query("hello")).isEqualTo("hello");
        }
    }

    @Test
    void anObjectOfAKindThatCannotBeAnnouncedIsRefusedWhenBuilt() {
        for (var kind : List.of("none", "custom", "", "Aes", "a".repeat(33))) {
            assertThatThrownBy(() -> connection(new Sessions(kind)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("\"" + kind + "\"")
                    .hasMessageContaining("lower case");
        }
    }

    @Test
    void aProviderThatCannotStartASessionIsNamed() {
        var failing = new Sessions("test-sessions") {
            @Override
            public EncryptionSession session(SessionKeys keys) {
                throw new IllegalStateException("no luck");
            }
        };
        assertIncompatible(connection(new Sessions("test-sessions")), connection(failing), "failed to start a session");
        assertIncompatible(connection(failing), connection(new Sessions("test-sessions")), "do not decrypt");
    }
}
