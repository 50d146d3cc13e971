package io.simpleipc.cli.doctor;

import io.simpleipc.cli.Shell;
import java.nio.file.Path;

/**
 * How a person finds out which program holds an address.
 *
 * @param address such as {@code tcp:127.0.0.1:1234}
 */
record Holder(String address) {
    private static final String UNIX = "unix:";

    String cure() {
        int unix = address.indexOf(UNIX);
        var command = unix >= 0
                ? "ss -lxp | grep " + Shell.word(directory(address.substring(unix + UNIX.length())))
                : "ss -ltnp 'sport = :" + address.substring(address.lastIndexOf(':') + 1) + "'";
        return command + "  # shows the program; stop it, or choose another address";
    }

    /** The system knows a socket by the name at which it was bound; ours are bound beside their place, then renamed. */
    private static Path directory(String socket) {
        var path = Path.of(socket).normalize();
        var parent = path.getParent();
        return parent == null ? path : parent;
    }
}
