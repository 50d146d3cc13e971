package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Somebody listens at another unix socket and passes every byte of a handshake to the right one and back: both ends have
 * the path in what they prove. (A relay on tcp is a wire; one that ends TLS on both sides is in {@link TlsIT}.)
 */
@Timeout(60)
class RelayIT {
    private static final int ATTEMPTS = 3;
    private static final int HELLO = 1;
    private static final int CHOICE = 2;
    private static final int NOISE1 = 3;

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @Test
    void aHandshakeThatIsRelayedFromAnotherSocketIsRefused() throws IOException {
        try (var address = Address.unix();
                var middle = Address.unix();
                var relay = new Recording(middle, address)) {
            var listener = jvms.worker(0).open(address);
            assertThat(listener.connect()).isEqualTo("SERVER");
            var dialler = jvms.worker(1).open(middle);
            for (int i = 0; i < ATTEMPTS; i++) {
                var refusal = dialler.send("connect", 0, 0).failure();
                assertThat(refusal.type()).as("%s", refusal).isEqualTo("AuthenticationException");
                assertThat(listener.state().state()).isEqualTo("LISTENING");
                // Nothing was held back: the dialler has seen for itself, before it proved anything.
                assertThat(Recording.messages(relay.ofDialler(), 10)).containsExactly(HELLO);
                assertThat(Recording.messages(relay.ofListener(), 10)).containsExactly(CHOICE, NOISE1);
            }
            System.out.println("[fault 18] " + ATTEMPTS + " handshakes were relayed from one socket to another, "
                    + relay.ofDialler().length + " bytes there and " + relay.ofListener().length
                    + " back each time, and refused");

            assertThat(jvms.worker(2).open(address).connect()).isEqualTo("CLIENT");
            Pair.await(listener, jvms.worker(2)).talk();
            assertThat(listener.events("connected")).hasSize(1);
        }
    }
}
