package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.internal.Sockets;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dialler against programs that are something else, over real sockets. */
@Timeout(60)
class DialerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private Pipe pipe;
    private SocketChannel foreigner;

    @BeforeEach
    void connect() throws IOException {
        var pair = Sockets.pair();
        pipe = pair.dialedPipe();
        foreigner = Sockets.blocking(pair.accepted());
    }

    @AfterEach
    void disconnect() throws IOException {
        pipe.close();
        foreigner.close();
    }

    private Throwable join(Duration timeout) {
        var failure = catchThrowable(
                () -> Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, null), Deadline.after(timeout)));
        assertThat(pipe.selectable().isOpen()).as("closed on failure").isFalse();
        return failure;
    }

    private void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void say(byte[] bytes) throws IOException {
        foreigner.write(ByteBuffer.wrap(bytes));
    }

    @Test
    void anHttpServerIsNamedByWhatItSays() throws IOException {
        say("HTTP/1.1 400 Bad Request\r\n\r\n");
        assertThat(join(LONG)).isInstanceOf(NotAnIpcPeerException.class).hasMessageContaining("\"HTTP/1.1 400 Bad\"");
    }

    @Test
    void controlCharactersOfAForeignerAreEscaped() throws IOException {
        say("\u001b[31m\r\n\u0000\u00ff\\");
        assertThat(join(LONG)).hasMessageContaining("\"\\x1b[31m\\x0d\\x0a\\x00\\xff\\x5c\"");
    }

    @ParameterizedTest
    @CsvSource({
        "16 03 03 00 7a, true",
        "15 03 03 00 02 02 50, true",
        "16, true",
        "15, true",
        "17 03 03 00 02, false",
        "03 16, false"
    })
    void oneWhoSpeaksTlsIsNamedByThat(String hex, boolean tls) throws IOException {
        say(HexFormat.of().parseHex(hex.replace(" ", "")));
        foreigner.shutdownOutput();
        var failure = join(LONG);
        assertThat(failure).isInstanceOf(NotAnIpcPeerException.class);
        assertThat(failure.getMessage().contains("speaks TLS")).isEqualTo(tls);
        assertThat(failure.getMessage().contains("give both processes the same type"))
                .isEqualTo(tls);
    }

    @Test
    void oneWrongByteIsEnough() throws IOException {
        say("\u0089SIPC\r\n\u001b");
        assertThat(join(LONG)).isInstanceOf(NotAnIpcPeerException.class);
    }

    @Test
    void anEchoServerIsNoPeer() throws IOException {
        var hello = ByteBuffer.allocate(512);
        var echo = CompletableFuture.runAsync(() -> {
            try {
                foreigner.read(hello);
                foreigner.write(hello.flip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(join(LONG)).isInstanceOf(NotAnIpcPeerException.class).hasMessageContaining("type 1");
        echo.join();
    }

    @Test
    void whatAForeignerGetsToSeeHoldsNoSecret() throws IOException {
        foreigner.configureBlocking(false);
        assertThat(join(SHORT)).isInstanceOf(NotAnIpcPeerException.class);
        var seen = ByteBuffer.allocate(1024);
        while (foreigner.read(seen) > 0) {}
        var text = new String(seen.array(), 0, seen.position(), StandardCharsets.ISO_8859_1);
        assertThat(text).hasSize(8 + 3 + 71 + 3).doesNotContain(Fixtures.SECRET);
        assertThat(text).doesNotContain(new String(Fixtures.psk(Fixtures.SECRET), StandardCharsets.ISO_8859_1));
    }

    @Test
    void silenceEndsAtTheDeadline() {
        assertThat(join(SHORT)).isInstanceOf(NotAnIpcPeerException.class).hasMessageContaining("silent");
    }

    @Test
    void halfAMagicEndsAtTheDeadline() throws IOException {
        say("\u0089SIP");
        assertThat(join(SHORT)).isInstanceOf(NotAnIpcPeerException.class).hasMessageContaining("few bytes");
    }

    @Test
    void aPeerThatStopsHalfWayIsToBeTriedAgain() throws IOException {
        say("\u0089SIPC\r\n\u001a\u0002");
        assertThat(join(SHORT)).isInstanceOf(IOException.class).hasMessageContaining("middle of the handshake");
    }

    @Test
    void aPeerThatStopsBetweenTwoMessagesIsToBeTriedAgain() throws IOException {
        say(Message.first(
                Message.CHOICE,
                Choice.body(0, Fixtures.listener(Fixtures.SECRET, null).terms(), false)));
        assertThat(join(SHORT)).isInstanceOf(IOException.class).hasMessageContaining("middle of the handshake");
    }

    @Test
    void anEndBeforeTheVerdictIsToBeTriedAgain() throws IOException {
        foreigner.shutdownOutput();
        assertThat(join(LONG)).isInstanceOf(EOFException.class);
    }

    @Test
    void aResetIsToBeTriedAgain() throws IOException {
        foreigner.setOption(StandardSocketOptions.SO_LINGER, 0);
        foreigner.close();
        assertThat(join(LONG)).isInstanceOf(IOException.class);
    }

    @Test
    void closingThePipeElsewhereEndsTheJoin() {
        var closer = CompletableFuture.runAsync(() -> {
            try {
                foreigner.read(ByteBuffer.allocate(1)); // the join is under way
                pipe.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(join(LONG)).isInstanceOf(IOException.class);
        closer.join();
    }

    @ParameterizedTest
    @CsvSource({
        "1,secrets differ",
        "2,versions 0 to 0",
        "3,features",
        "4,does not understand",
        "6,channel",
        "77,code 77"
    })
    void aRefusalIsQuotedAsHearsay(int code, String text) throws IOException {
        var body = new byte[9];
        body[0] = (byte) code;
        say(Message.first(Message.REFUSE, body));
        assertThat(join(LONG))
                .isInstanceOfAny(AuthenticationException.class, IncompatiblePeerException.class)
                .hasMessageContaining("the process at this address says that")
                .hasMessageContaining(text);
    }

    @Test
    void anOverloadedPeerIsToBeTriedAgain() throws IOException {
        say(Message.first(Message.REFUSE, new byte[] {5}));
        assertThat(join(LONG)).isInstanceOf(IOException.class).hasMessageContaining("try again");
    }

    @Test
    void aRefusalThatIsNoneIsMalformed() throws IOException {
        say(Message.first(Message.REFUSE, new byte[66]));
        assertThat(join(LONG)).isInstanceOf(NotAnIpcPeerException.class);
    }

    @Test
    void anInterruptNeitherEndsTheJoinNorGetsLost() throws IOException {
        say("SSH-2.0-x\r\n");
        Thread.currentThread().interrupt();
        var failure = join(LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).isInstanceOf(NotAnIpcPeerException.class);
    }

    @Test
    void aDeadlineThatHasPassedEndsAtOnce() {
        assertThatThrownBy(
                        () -> Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, null), Deadline.after(Duration.ZERO)))
                .isInstanceOf(NotAnIpcPeerException.class);
    }
}
