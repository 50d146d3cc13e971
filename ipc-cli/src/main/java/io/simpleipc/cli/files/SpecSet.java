package io.simpleipc.cli.files;

import io.simpleipc.ConfigurationException;
import io.simpleipc.measure.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A spec as a document, and beside it the files that it names: the secret, and for TLS certificate and key. They name
 * each other relatively, so the directory may be moved or copied as a whole. Immutable.
 *
 * @param directory where; must exist
 * @param name of the files, without their endings
 * @param type the transport
 * @param address where to meet, as the transport takes it
 * @param tls for how long the certificate shall be valid; zero for no TLS
 */
public record SpecSet(Path directory, String name, String type, String address, Duration tls) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    /**
     * Checks the name.
     *
     * @param directory where
     * @param name letters, digits, points, lines and hyphens
     * @param type the transport
     * @param address where to meet
     * @param tls for how long, or zero
     * @throws ConfigurationException if the name is none
     */
    public SpecSet {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigurationException(
                    "the name \"" + name + "\" does not do for files: write letters, digits, \".\", \"_\" and \"-\","
                            + " such as chat",
                    null);
        }
    }

    /**
     * The document.
     *
     * @return its path
     */
    public Path document() {
        return file("json");
    }

    /**
     * What is written.
     *
     * @return the document first
     */
    public List<Path> files() {
        var files = new ArrayList<>(List.of(document(), file("secret")));
        if (!tls.isZero()) {
            files.add(file("crt"));
            files.add(file("key"));
        }
        return List.copyOf(files);
    }

    /**
     * Writes all of them, or none.
     *
     * @param replace whether those that exist are replaced
     * @throws ConfigurationException if one of them exists and is not to be replaced, or cannot be written
     */
    public void write(boolean replace) {
        try (var files = new NewFiles(replace)) {
            files.add(document(), this::writeDocument).add(file("secret"), new NewSecret());
            if (!tls.isZero()) {
                NewCertificate.stage(files, file("crt"), file("key"), tls);
            }
            files.publish();
        }
    }

    private void writeDocument(Path file) throws IOException {
        OwnerOnly.create(file, json().getBytes(StandardCharsets.UTF_8));
    }

    private String json() {
        var lines = new ArrayList<>(List.of(
                member("type", Json.quoted(type)),
                member("address", Json.quoted(address)),
                member("secret", "{\"file\": " + named("secret") + "}")));
        if (!tls.isZero()) {
            lines.add(member("tls", "{\"certificate\": " + named("crt") + ", \"key\": " + named("key") + "}"));
        }
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }

    private static String member(String key, String json) {
        return "  \"" + key + "\": " + json;
    }

    private String named(String ending) {
        return Json.quoted(name + "." + ending);
    }

    private Path file(String ending) {
        return directory.resolve(name + "." + ending);
    }
}
