package io.simpleipc;

/** Whether a waiting caller may read busily for a few microseconds before it sleeps. */
public enum Spin {
    /** The engine decides; this version always sleeps at once. */
    AUTO,
    /** Never. */
    OFF
}
