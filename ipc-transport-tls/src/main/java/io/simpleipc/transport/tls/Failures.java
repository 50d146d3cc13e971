package io.simpleipc.transport.tls;

import io.simpleipc.spi.WrongPeerException;
import io.simpleipc.spi.WrongPeerException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells from a failure of the TLS engine who is at the other end. Stateless. */
final class Failures {
    private static final String ALERT = "Received fatal alert: "; // as the JDK words it
    // As the JDK words it at either end, and the alert that says so.
    private static final List<String> VERSIONS =
            List.of("protocol_version", "protocol version", "requested protocol", "no appropriate protocol");
    private static final List<String> DISTRUST = List.of("certificate", "unknown_ca", "access_denied");

    // With which one of ours begins that has no TLS: docs/protocol.md, section 1.
    private static final byte[] MAGIC = {(byte) 0x89, 'S', 'I', 'P', 'C', '\r', '\n', 0x1a};
    private static final int ENOUGH = 4;

    private Failures() {}

    /** The other end is one of ours that speaks no TLS. */
    static final class PlainPeerException extends SSLException {
        private static final long serialVersionUID = 1L;

        PlainPeerException(@Nullable SSLException cause) {
            super("no TLS", cause);
        }
    }

    /** Whether what came first is from our own protocol: some bytes are enough, since no TLS begins like that. */
    static boolean isPlainPeer(ByteBuffer first) {
        int length = Math.min(first.remaining(), MAGIC.length);
        return length >= ENOUGH && ByteBuffer.wrap(MAGIC, 0, length).equals(first.slice(first.position(), length));
    }

    /**
     * What the pipe's user is to see.
     *
     * @param established whether this end's handshake was done
     * @param heard whether data had come since: if so the other end trusts us
     */
    static IOException translate(IOException e, boolean established, boolean heard) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PinnedCertificate.RefusedException) {
                return new WrongPeerException(Reason.UNTRUSTED, String.valueOf(cause.getMessage()), e);
            }
        }
        if (!(e instanceof SSLException)) {
            return e;
        }
        if (e instanceof PlainPeerException) {
            return new WrongPeerException(
                    Reason.LAYERLESS,
                    "the process at the other end is one of ours, but speaks no TLS, and this side does; give both"
                            + " processes the same type, and the same certificate",
                    e);
        }
        var text = String.valueOf(e.getMessage());
        var alert = text.contains(ALERT) ? text.substring(text.indexOf(ALERT) + ALERT.length()) : "";
        if (!heard && DISTRUST.stream().anyMatch(alert::contains)) {
            return new WrongPeerException(
                    Reason.UNTRUSTED,
                    "the process at the other end says that it does not trust this side's certificate (" + alert
                            + "); give both processes the same certificate and key, and look at its dates",
                    e);
        }
        if (established) {
            return new IOException("the TLS connection failed: " + text, e);
        }
        if (VERSIONS.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains)) {
            return new WrongPeerException(
                    Reason.INCOMPATIBLE,
                    "the two ends have no version of TLS in common (" + text
                            + "); if the other process is one of ours, give both the same setting of allowTls12",
                    e);
        }
        return new WrongPeerException(
                Reason.FOREIGN,
                alert.isEmpty() ? "it speaks no TLS that fits (" + text + ")" : "it refuses TLS (" + alert + ")",
                e);
    }
}
