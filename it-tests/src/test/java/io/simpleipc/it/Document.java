package io.simpleipc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A spec as JSON, put together from parts. Immutable. */
record Document(Map<String, String> members) {
    static Document of(String type) {
        return new Document(Map.of()).with("type", quoted(type)).with("secret", quoted(Marker.SECRET));
    }

    /** One more member; its value is JSON. */
    Document with(String name, String json) {
        var more = new LinkedHashMap<>(members);
        more.put(name, json);
        return new Document(more);
    }

    /** The secret is not in the document but in a file. */
    Document secretFile(Path file) {
        return with("secret", "{\"file\": " + quoted(file.toString()) + "}");
    }

    Document certificate(OpenSsl.Pair pair) {
        var password = pair.password() == null ? "" : ", \"keyPassword\": " + quoted(pair.password());
        return with(
                "tls",
                "{\"certificate\": " + quoted(pair.certificate().toString()) + ", \"key\": "
                        + quoted(pair.key().toString()) + password + "}");
    }

    /** TLS 1.2 as well, with a key that needs no password. */
    Document tls12(OpenSsl.Pair pair) {
        return with(
                "tls",
                "{\"certificate\": " + quoted(pair.certificate().toString()) + ", \"key\": "
                        + quoted(pair.key().toString()) + ", \"allowTls12\": true}");
    }

    /** AES with a key file, which is made if it is missing. */
    Document aes(Path folder) throws IOException {
        var file = aesKey(folder);
        return with("encryption", "{\"type\": \"aes-256-gcm\", \"keyFile\": " + quoted(file.toString()) + "}");
    }

    /** The key file of a folder, which is made if it is missing. */
    static Path aesKey(Path folder) throws IOException {
        var file = folder.resolve("encryption.key");
        if (Files.notExists(file)) {
            var key = new byte[32];
            new SecureRandom().nextBytes(key);
            Files.write(file, key);
        }
        return file;
    }

    /** AES with a passphrase in a file. */
    Document passphrase(Path file) {
        return with(
                "encryption",
                "{\"type\": \"aes-256-gcm\", \"passphrase\": {\"file\": " + quoted(file.toString()) + "}}");
    }

    /** A provider that returns its input: all that protects is the engine's own. */
    Document identity() {
        return with("encryption", "{\"type\": \"it-identity\"}");
    }

    /** The whole document. */
    String at(String address) {
        Score.over(members.get("type").replace("\"", ""));
        return rehearsedAt(address);
    }

    /** The same where nothing is tested yet. */
    String rehearsedAt(String address) {
        return with("address", quoted(address)).members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ": " + member.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
