package io.simpleipc;

/** Why a process that knocked at this side's door was not let in. Source: docs/protocol.md, section 1.7. */
public enum Refusal {
    /** It does not have the secret; or it has, and its messages were altered on the way. */
    WRONG_SECRET,
    /** The channel asks for more than the secret, and it has not shown that: the right certificate, under TLS. */
    UNTRUSTED,
    /** It is one of ours, and another process is joined already. */
    BUSY,
    /** It is one of ours with other settings, or another version: of the protocol, the encryption, the transport. */
    INCOMPATIBLE,
    /** It speaks another protocol. */
    FOREIGN,
    /** More processes knocked at once than there is room for. */
    OVERLOADED,
    /** It left, or was silent for some seconds, before it was done: a port scanner, for instance. */
    GONE,
    /** This side is closing. */
    CLOSING,
    /** This side failed, and has logged why. */
    FAILED
}
