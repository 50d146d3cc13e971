package io.simpleipc.internal.session.handshake;

import io.simpleipc.Refusal;
import io.simpleipc.spi.WrongPeerException;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Why a stranger was not let in, as the listener sees it. The first seven are told to the stranger in the clear.
 * Source: docs/protocol.md, section 1.7.
 */
enum Rejection {
    WRONG_SECRET(1, true, Refusal.WRONG_SECRET, "the secrets differ, or the connection was altered"),
    VERSION(2, true, Refusal.INCOMPATIBLE, "it speaks no protocol version that this side speaks"),
    FEATURES(3, true, Refusal.INCOMPATIBLE, "it requires features that this side does not know"),
    MALFORMED(4, false, Refusal.FOREIGN, "it sent something that is no valid message"),
    OVERLOADED(5, true, Refusal.OVERLOADED, "too many processes tried to join at once"),
    CHANNEL(6, true, Refusal.INCOMPATIBLE, "it takes this channel for one of another kind"),
    /** Told as another channel, to a dialler that begins with TLS. */
    TLS(
            6,
            true,
            Refusal.INCOMPATIBLE,
            "it speaks TLS, and this side does not; if it is one of ours, give both processes the same type"),
    /** Told sealed, as a verdict. */
    ENCRYPTION(0, true, Refusal.INCOMPATIBLE, "it encrypts with another provider or another key"),
    BUSY(0, false, Refusal.BUSY, "another process is joined already"),
    CLOSING(0, false, Refusal.CLOSING, "this side is closing"),
    /** Told by closing the pipe. */
    FOREIGN(0, false, Refusal.FOREIGN, "it speaks another protocol"),
    LAYERLESS(
            0,
            true,
            Refusal.INCOMPATIBLE,
            "it is one of ours, but speaks no TLS, or whatever else this side's type begins with; give both"
                    + " processes the same type"),
    INCOMPATIBLE(
            0,
            true,
            Refusal.INCOMPATIBLE,
            "it has no version of TLS, or whatever else this side's type begins with, that this side takes; if it is one"
                    + " of ours, give both processes the same settings (allowTls12)"),
    UNTRUSTED(
            0, true, Refusal.UNTRUSTED, "its certificate, or whatever else the channel asks for, is not the right one"),
    ALTERED(0, true, Refusal.WRONG_SECRET, "its last message was altered on the way"),
    WENT_AWAY(0, false, Refusal.GONE, "it closed the connection"),
    TOO_SLOW(0, false, Refusal.GONE, "it did not finish the handshake in time"),
    CROWDED_OUT(0, false, Refusal.OVERLOADED, "others came after it while all places were taken"),
    OWN_FAILURE(0, true, Refusal.FAILED, "this side failed");

    static Rejection of(WrongPeerException.Reason reason) {
        return switch (reason) {
            case UNTRUSTED -> UNTRUSTED;
            case FOREIGN -> FOREIGN;
            case LAYERLESS -> LAYERLESS;
            case INCOMPATIBLE -> INCOMPATIBLE;
        };
    }

    /** A pipe that fails because this side has no thread or memory for it is not the stranger's doing. */
    static Rejection of(IOException broken) {
        var cause = broken.getCause();
        if (cause instanceof RejectedExecutionException) {
            return OVERLOADED;
        }
        return cause instanceof Error ? OWN_FAILURE : WENT_AWAY;
    }

    /** Code of the REFUSE message; 0 if there is none. */
    final int code;

    /** Whether a person should hear of it. */
    final boolean worthWarning;

    /** What users hear of it. */
    final Refusal refusal;

    final String text;

    Rejection(int code, boolean worthWarning, Refusal refusal, String text) {
        this.code = code;
        this.worthWarning = worthWarning;
        this.refusal = refusal;
        this.text = text;
    }
}
