package io.simpleipc.it;

import java.util.Locale;

/** The transports that every test runs over. */
enum Channel {
    UNIX,
    TCP;

    String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A place where nobody has been before. */
    Address freshAddress() {
        return this == UNIX ? Address.unix() : Address.tcp();
    }
}
