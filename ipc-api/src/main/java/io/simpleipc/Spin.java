package io.simpleipc;

/** Whether who waits for the peer may read busily for some microseconds before it sleeps. */
public enum Spin {
    /** For up to 50 microseconds, a caller 200, while it pays; see docs/threads.md. */
    AUTO,
    /** Never. */
    OFF
}
