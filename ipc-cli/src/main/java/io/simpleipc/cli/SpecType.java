package io.simpleipc.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The kinds of spec that {@code ipc spec} writes. */
enum SpecType {
    UNIX,
    TCP,
    TLS;

    // Below the ports that Linux gives to whoever dials, so that none of those takes it later.
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 29_999;
    private static final int ATTEMPTS = 100;

    /** For shells that complete them. */
    static final class Texts implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(values()).map(SpecType::text).iterator();
        }
    }

    /** Says which there are when it meets another one. */
    static final class Converter implements ITypeConverter<SpecType> {
        @Override
        public SpecType convert(String text) {
            return Arrays.stream(values())
                    .filter(type -> type.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("write unix, tcp or tls, not \"" + text + "\""));
        }
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type in the document, where TLS is a setting of its own. */
    String transport() {
        return this == UNIX ? "unix" : "tcp";
    }

    /** The name for unix, a free port for the others. */
    String defaultAddress(String name) {
        return this == UNIX ? name : ":" + freePort();
    }

    private static int freePort() {
        int port = FIRST_PORT;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                continue; // taken
            }
        }
        return port; // and whoever connects is told that it is taken
    }
}
