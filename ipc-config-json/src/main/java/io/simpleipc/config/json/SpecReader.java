package io.simpleipc.config.json;

import io.simpleipc.Encryption;
import io.simpleipc.Reconnect;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Spin;
import io.simpleipc.Tls;
import io.simpleipc.spi.Options;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a spec of a document. The ranges are the builder's to check; it is asked after each setting, so that its
 * complaint can be given the place of that setting.
 */
final class SpecReader {
    /** The keys of each object of the document that has fixed ones, by the object's path. */
    static final Map<String, List<String>> KEYS = Map.of(
            "$",
                    List.of(
                            "$schema",
                            "type",
                            "address",
                            "secret",
                            "encryption",
                            "tls",
                            "queryTimeout",
                            "drain",
                            "reconnect",
                            "promotion",
                            "maxMessageSize",
                            "maxInFlight",
                            "maxBufferedBytes",
                            "logQueries",
                            "logKeepAlives",
                            "allowInsecureRemote",
                            "spin",
                            "options"),
            "$.secret", List.of("env", "file"),
            "$.tls", List.of("certificate", "key", "keyPassword", "allowTls12", "warnOnly"),
            "$.reconnect", List.of("enabled", "maxRetries", "delay"));

    private static final long ANY_BUFFER = Long.MAX_VALUE / 2;

    private final Json document;
    private final Path directory;
    private final Spec.Builder builder = Spec.builder();

    /**
     * Makes a reader.
     *
     * @param document to be read
     * @param directory where relative paths begin; absolute
     */
    SpecReader(Json document, Path directory) {
        this.document = document;
        this.directory = directory;
    }

    Spec read() {
        var fields = Fields.of(document, keys("$"));
        fields.set("$schema", value -> Fields.text(value, "spec.schema.json"), forEditorsOnly -> {});
        readWhereToMeet(fields);
        fields.set("encryption", this::encryption, checked(builder::encryption));
        fields.set("tls", this::tls, checked(builder::tls));
        fields.set("queryTimeout", Fields::duration, checked(builder::queryTimeout));
        fields.set("drain", Fields::duration, checked(builder::drain));
        readReconnect(fields);
        fields.set("promotion", Fields::flag, checked(builder::promotion));
        readSizes(fields);
        fields.set("maxInFlight", Fields::count, checked(builder::maxInFlight));
        fields.set("logQueries", Fields::flag, checked(builder::logQueries));
        fields.set("logKeepAlives", Fields::flag, checked(builder::logKeepAlives));
        fields.set("allowInsecureRemote", Fields::flag, checked(builder::allowInsecureRemote));
        fields.set("spin", SpecReader::spin, checked(builder::spin));
        fields.set("options", SpecReader::options, checked(builder::options));
        return builder.build();
    }

    private static List<String> keys(String path) {
        return KEYS.getOrDefault(path, List.of());
    }

    private <T> Consumer<T> checked(Function<T, Spec.Builder> setter) {
        return value -> setter.apply(value).build();
    }

    private void readWhereToMeet(Fields fields) {
        var type = Fields.text(fields.required("type", "\"type\": \"unix\""), "unix");
        var address = Fields.text(fields.required("address", "\"address\": \"chat\""), "chat");
        var secret = fields.required("secret", "\"secret\": {\"file\": \"chat.secret\"}");
        builder.type(type).address(SocketPath.in(directory, type, address)).secret(secret(secret));
        Fields.at(document.place(), builder::build);
    }

    private Secret secret(Json value) {
        if (value instanceof Json.Text text) {
            if (text.value().isEmpty()) {
                throw value.place().error("wanted a secret, found an empty string; give both processes the same one");
            }
            return Fields.at(value.place(), () -> Secret.of(text.value()));
        }
        if (!(value instanceof Json.Members)) {
            throw value.place()
                    .error("wanted a string, {\"env\": \"NAME\"} or {\"file\": \"path\"}, found " + value.kind()
                            + "; write one of these");
        }
        var fields = Fields.of(value, keys("$.secret"));
        var env = fields.optional("env");
        var file = fields.optional("file");
        if (env != null && file == null) {
            return Secret.fromEnvironment(Fields.text(env, "CHAT_SECRET"));
        }
        if (file != null && env == null) {
            return Secret.fromFile(Fields.path(file, directory, "chat.secret"));
        }
        throw value.place()
                .error("wanted one of the keys env, file, found " + (env == null ? "none" : "both")
                        + "; say in one way where the secret is read from");
    }

    private Encryption encryption(Json value) {
        var fields = Fields.any(value);
        var type = Fields.text(fields.required("type", "\"type\": \"aes-256-gcm\""), "aes-256-gcm");
        var encryption = Encryption.of(type);
        for (var option : fields.all()) {
            if (!option.getKey().equals("type")) {
                encryption = with(encryption, option.getKey(), option.getValue().value());
            }
        }
        return encryption;
    }

    private Encryption with(Encryption encryption, String name, Json value) {
        if (value instanceof Json.Members || (value instanceof Json.Text && Options.isSecret(name))) {
            return encryption.with(name, secret(value));
        }
        if (name.endsWith("File")) {
            return encryption.with(
                    name, Fields.path(value, directory, "encryption.key").toString());
        }
        return encryption.with(name, Fields.option(value, ", {\"env\": \"NAME\"} or {\"file\": \"path\"}"));
    }

    private Tls tls(Json value) {
        var fields = Fields.of(value, keys("$.tls"));
        var certificate = fields.required("certificate", "\"certificate\": \"server.crt\"");
        var key = fields.required("key", "\"key\": \"server.key\"");
        var password = fields.optional("keyPassword");
        var allowTls12 = fields.optional("allowTls12");
        var warnOnly = fields.optional("warnOnly");
        return new Tls(
                Fields.path(certificate, directory, "server.crt"),
                Fields.path(key, directory, "server.key"),
                password == null ? null : secret(password),
                allowTls12 != null && Fields.flag(allowTls12),
                warnOnly != null && Fields.flag(warnOnly));
    }

    /** One by one, so that each is refused at its own place. */
    private void readReconnect(Fields all) {
        var value = all.optional("reconnect");
        if (value == null) {
            return;
        }
        var fields = Fields.of(value, keys("$.reconnect"));
        fields.set("enabled", Fields::flag, enabled -> {
            var before = builder.build().reconnect();
            builder.reconnect(new Reconnect(enabled, before.maxRetries(), before.delay()));
        });
        fields.set("maxRetries", Fields::count, retries -> {
            var before = builder.build().reconnect();
            builder.reconnect(new Reconnect(before.enabled(), retries, before.delay()));
        });
        fields.set("delay", Fields::duration, delay -> {
            var before = builder.build().reconnect();
            builder.reconnect(new Reconnect(before.enabled(), before.maxRetries(), delay))
                    .build();
        });
    }

    /** The least buffer depends on the largest message: that is checked first, with a buffer that suits any. */
    private void readSizes(Fields fields) {
        long usual = builder.build().maxBufferedBytes();
        builder.maxBufferedBytes(ANY_BUFFER);
        fields.set("maxMessageSize", SpecReader::messageSize, checked(builder::maxMessageSize));
        var message = fields.optional("maxMessageSize");
        var buffer = fields.optional("maxBufferedBytes");
        long bytes = buffer == null ? usual : Fields.size(buffer);
        var place = (buffer != null ? buffer : message != null ? message : document).place();
        Fields.at(place, builder.maxBufferedBytes(bytes)::build);
    }

    private static int messageSize(Json value) {
        long bytes = Fields.size(value);
        if (bytes > Integer.MAX_VALUE) {
            throw value.place().error("wanted a size of less than 2GiB, found " + value.shown() + "; write less");
        }
        return (int) bytes;
    }

    private static Spin spin(Json value) {
        for (var spin : Spin.values()) {
            if (value instanceof Json.Text text && text.value().equals(name(spin))) {
                return spin;
            }
        }
        throw value.place().error("wanted \"auto\" or \"off\", found " + value.shown() + "; write one of them");
    }

    /** As documents write it. */
    static String name(Spin spin) {
        return spin.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> options(Json value) {
        var options = new LinkedHashMap<String, String>();
        for (var option : Fields.any(value).all()) {
            options.put(option.getKey(), Fields.option(option.getValue().value(), ""));
        }
        return options;
    }
}
