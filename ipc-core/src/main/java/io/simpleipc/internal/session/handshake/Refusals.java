package io.simpleipc.internal.session.handshake;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the dialler makes of a REFUSE, which comes in the clear: anybody could have said it, and the texts say so.
 * Stateless. Source: docs/protocol.md, section 1.7.
 */
final class Refusals {
    private static final int MOST_DATA = 64;

    private Refusals() {}

    static DialerHandshake.Step read(byte[] body, String ownChannelKind) throws MalformedException {
        var fields = new Fields(body);
        int code = fields.u8();
        if (body.length > 1 + MOST_DATA) {
            throw new MalformedException("a refusal of " + body.length + " bytes");
        }
        return switch (code) {
            case 1 ->
                failed(new AuthenticationException(
                        says("the secrets differ, or the connection was altered; give both processes the same secret"),
                        null));
            case 2 ->
                incompatible("it speaks protocol versions " + fields.u8() + " to " + fields.u8() + ", this side "
                        + Hello.VERSION + "; run the same version of the library in both processes");
            case 3 ->
                incompatible("it knows the features " + Long.toHexString(fields.bits())
                        + ", which are not all that this side requires");
            case 4 -> incompatible("it does not understand what this side sent");
            case 5 ->
                new DialerHandshake.Step.TryAgain(
                        new IOException(says("too many processes try to join at once; try again")));
            case 6 ->
                incompatible("it takes this channel for \"" + text(body) + "\", this side for \"" + ownChannelKind
                        + "\"; use the same transport in both processes");
            default -> incompatible("it refuses, with the unknown code " + code);
        };
    }

    static NotAnIpcPeerException notAPeer(String what, @Nullable Throwable cause) {
        return new NotAnIpcPeerException(
                "the program at this address is no Simple IPC peer: " + what
                        + "; choose an address that nothing else uses",
                cause);
    }

    /** Printable ASCII as it is, anything else as hex: safe in a log, whatever a stranger sent. */
    static String escape(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            if (b >= ' ' && b < 0x7f && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.toString();
    }

    private static String text(byte[] body) {
        return escape(Arrays.copyOfRange(body, 1, body.length));
    }

    private static DialerHandshake.Step failed(IpcException why) {
        return new DialerHandshake.Step.Failed(why);
    }

    private static DialerHandshake.Step incompatible(String text) {
        return failed(new IncompatiblePeerException(says(text), null));
    }

    private static String says(String text) {
        return "the process at this address says that " + text;
    }
}
