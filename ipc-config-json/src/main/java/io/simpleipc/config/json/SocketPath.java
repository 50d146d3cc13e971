package io.simpleipc.config.json;

import java.nio.file.Path;

/** The address of a unix socket, which is a path if it holds a slash, and a bare name otherwise. Stateless. */
final class SocketPath {
    private SocketPath() {}

    /**
     * Where an address that may be such a path leads to, seen from a directory.
     *
     * <p>By text alone: whether it is any good is for the transport to say, which is to see all of it.
     *
     * @param directory where a relative path begins
     * @param type of the spec; any but {@code unix}, and that beneath layers, leaves the address as it is
     * @param address as written
     * @return the address as written, or an absolute path
     */
    static String in(Path directory, String type, String address) {
        boolean unix = type.equals("unix") || type.endsWith("+unix");
        boolean relative = address.contains("/") && !address.startsWith("/");
        return unix && relative ? directory + "/" + address : address;
    }
}
