package io.simpleipc.transport.unix;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.net.ExtendedSocketOptions;

/**
 * Who may be at the other end: the user of this process, and those that an option names.
 *
 * @param others their names
 */
record Users(Set<String> others) {
    private static final File STATUS = new File("/proc/self/status");

    static Users parse(String commaSeparated) {
        return new Users(Arrays.stream(commaSeparated.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** The user at the other end of a connected socket, as the kernel noted it when the connection was made. */
    static UserPrincipal peer(SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    }

    boolean admits(UserPrincipal user) throws IOException {
        return user.equals(own()) || others.contains(user.getName());
    }

    /** The effective user, which need not be the one that {@code user.name} tells. */
    static UserPrincipal own() throws IOException {
        var name = STATUS.canRead() ? effectiveUserId() : System.getProperty("user.name");
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
    }

    /** By a plain stream: one over a channel would fail in an interrupted thread. */
    private static String effectiveUserId() throws IOException {
        try (var reader = new BufferedReader(new FileReader(STATUS, StandardCharsets.ISO_8859_1))) {
            return reader.lines()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.split("\\s+")[2])
                    .findFirst()
                    .orElseThrow(() -> new IOException(STATUS + " has no line Uid"));
        }
    }
}
