package io.simpleipc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where the processes of a demo meet: a place of its own that nobody else uses.
 *
 * @param type which transport
 * @param text the address as a spec takes it
 * @param directory what was made for it and is removed with it, or null
 */
record DemoAddress(Type type, String text, @Nullable Path directory) {
    /** The transports that the demo knows. */
    enum Type {
        UNIX,
        TCP;

        /** The type string of a spec. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads {@code --type}. */
    static final class TypeConverter implements ITypeConverter<Type> {
        @Override
        public Type convert(String value) {
            for (var type : Type.values()) {
                if (type.text().equals(value)) {
                    return type;
                }
            }
            throw new TypeConversionException("the demo knows the types unix and tcp, not \"" + value + "\"");
        }
    }

    /** Makes a private directory, or picks a free port of the loopback interface. */
    static DemoAddress create(Type type) throws IOException {
        if (type == Type.UNIX) {
            var directory = Files.createTempDirectory("ipc-demo-");
            return new DemoAddress(type, directory.resolve("demo.sock").toString(), directory);
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new DemoAddress(type, ":" + socket.getLocalPort(), null);
        }
    }

    /** Removes the directory with all that is in it. May be called again. */
    void remove() {
        if (directory == null || !Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            var deepestFirst = new ArrayList<>(paths.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (var path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " could not be removed; remove it", e);
        }
    }
}
