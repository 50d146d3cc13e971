package io.simpleipc.it;

/** The transports that every test runs over. */
enum Channel {
    UNIX,
    TCP;

    String type() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** A place where nobody has been before. */
    Address freshAddress() {
        return this == UNIX ? Address.unix() : Address.tcp();
    }
}
