package io.simpleipc;

/** Which end of the tunnel a process is. The first to come is the server, the second the client; nobody has to care. */
public enum Role {
    /** Holds the address and listens there. */
    SERVER,
    /** Dialled the server. Takes the address over when the server goes, unless promotion is off. */
    CLIENT
}
