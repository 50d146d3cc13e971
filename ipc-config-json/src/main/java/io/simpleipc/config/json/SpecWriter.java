package io.simpleipc.config.json;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.Reconnect;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.spi.Options;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.Separators;

/** Writes one spec: what differs from the defaults, paths in full, literal secrets only if asked for. Used once. */
final class SpecWriter {
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Spec DEFAULTS = Spec.of("any", "any", "any");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB");
    private static final int MOST_DIGITS = 12;

    private final Spec spec;
    private final boolean literalSecrets;
    private final StringWriter text = new StringWriter();
    private final JsonGenerator json = JSON.createGenerator(new Indented(), text);

    SpecWriter(Spec spec, boolean literalSecrets) {
        this.spec = spec;
        this.literalSecrets = literalSecrets;
    }

    String write() {
        try (json) {
            json.writeStartObject();
            json.writeStringProperty("type", spec.type());
            json.writeStringProperty(
                    "address", SocketPath.in(Path.of("").toAbsolutePath(), spec.type(), spec.address()));
            write("secret", spec.secret());
            write(spec.encryption());
            write(spec.tls());
            write("queryTimeout", spec.queryTimeout(), DEFAULTS.queryTimeout());
            write("drain", spec.drain(), DEFAULTS.drain());
            write(spec.reconnect());
            write("promotion", spec.promotion(), DEFAULTS.promotion());
            writeSize("maxMessageSize", spec.maxMessageSize(), DEFAULTS.maxMessageSize());
            if (spec.maxInFlight() != DEFAULTS.maxInFlight()) {
                json.writeNumberProperty("maxInFlight", spec.maxInFlight());
            }
            writeSize("maxBufferedBytes", spec.maxBufferedBytes(), DEFAULTS.maxBufferedBytes());
            write("logQueries", spec.logQueries(), DEFAULTS.logQueries());
            write("logKeepAlives", spec.logKeepAlives(), DEFAULTS.logKeepAlives());
            write("allowInsecureRemote", spec.allowInsecureRemote(), DEFAULTS.allowInsecureRemote());
            if (spec.spin() != DEFAULTS.spin()) {
                json.writeStringProperty("spin", SpecReader.name(spec.spin()));
            }
            write(spec.options());
            json.writeEndObject();
        }
        return text + "\n";
    }

    private void write(String name, Secret secret) {
        if (secret instanceof Secret.FromEnvironment environment) {
            write(name, "env", environment.name());
        } else if (secret instanceof Secret.FromFile file) {
            write(name, "file", file.path().toAbsolutePath().toString());
        } else {
            refuseUnlessAskedFor(name);
            var bytes = secret.resolve();
            json.writeStringProperty(name, new String(bytes, StandardCharsets.UTF_8));
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void write(String name, String source, String where) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty(source, where);
        json.writeEndObject();
    }

    private void refuseUnlessAskedFor(String name) {
        if (!literalSecrets) {
            throw new ConfigurationException(
                    name + " holds a secret itself, which is not written; read it by Secret.fromFile or"
                            + " Secret.fromEnvironment, or call toJsonWithSecrets()",
                    null);
        }
    }

    private void write(@Nullable Encryption encryption) {
        if (encryption == null) {
            return;
        }
        json.writeObjectPropertyStart("encryption");
        json.writeStringProperty("type", encryption.type());
        for (var option : encryption.options().entrySet()) {
            var name = option.getKey();
            refuseType(name);
            json.writeStringProperty(name, name.endsWith("File") ? inFull(name, option.getValue()) : option.getValue());
        }
        for (var secret : encryption.secrets().entrySet()) {
            refuseType(secret.getKey());
            if (secret.getValue() instanceof Secret.Literal && !Options.isSecret(secret.getKey())) {
                throw new ConfigurationException(
                        "the encryption option \"" + secret.getKey() + "\" is a secret, which its name does not say, so"
                                + " it would be read as plain text; read it by Secret.fromFile or"
                                + " Secret.fromEnvironment",
                        null);
            }
            write(secret.getKey(), secret.getValue());
        }
        json.writeEndObject();
    }

    private static String inFull(String name, String path) {
        try {
            return Path.of(path).toAbsolutePath().toString();
        } catch (InvalidPathException e) {
            throw new ConfigurationException(
                    "the encryption option \"" + name + "\" is no path: " + e.getReason() + "; name a file", e);
        }
    }

    private static void refuseType(String name) {
        if (name.equals("type")) {
            throw new ConfigurationException(
                    "the encryption has an option \"type\", which in a document is the plug-in; remove it", null);
        }
    }

    private void write(@Nullable Tls tls) {
        if (tls == null) {
            return;
        }
        json.writeObjectPropertyStart("tls");
        json.writeStringProperty(
                "certificate", tls.certificate().toAbsolutePath().toString());
        json.writeStringProperty("key", tls.key().toAbsolutePath().toString());
        var password = tls.keyPassword();
        if (password != null) {
            write("keyPassword", password);
        }
        write("allowTls12", tls.allowTls12(), false);
        write("warnOnly", tls.warnOnly(), false);
        json.writeEndObject();
    }

    private void write(Reconnect reconnect) {
        var usual = DEFAULTS.reconnect();
        if (reconnect.equals(usual)) {
            return;
        }
        json.writeObjectPropertyStart("reconnect");
        write("enabled", reconnect.enabled(), usual.enabled());
        if (reconnect.maxRetries() != usual.maxRetries()) {
            json.writeNumberProperty("maxRetries", reconnect.maxRetries());
        }
        write("delay", reconnect.delay(), usual.delay());
        json.writeEndObject();
    }

    private void write(Map<String, String> options) {
        if (options.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("options");
        for (var option : new TreeMap<>(options).entrySet()) {
            if (Options.isSecret(option.getKey())) {
                refuseUnlessAskedFor("options." + option.getKey());
            }
            json.writeStringProperty(option.getKey(), option.getValue());
        }
        json.writeEndObject();
    }

    private void write(String name, boolean value, boolean usual) {
        if (value != usual) {
            json.writeBooleanProperty(name, value);
        }
    }

    private void write(String name, Duration value, Duration usual) {
        if (!value.equals(usual)) {
            json.writeStringProperty(name, text(name, value));
        }
    }

    private static String text(String name, Duration value) {
        long millis = value.toMillis();
        if (!Duration.ofMillis(millis).equals(value)) {
            throw new ConfigurationException(
                    name + " is " + value + ", and a document holds whole milliseconds; round it", null);
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes % 60 != 0) {
            return minutes + "m";
        }
        return minutes % (24 * 60) == 0 ? minutes / (24 * 60) + "d" : minutes / 60 + "h";
    }

    private void writeSize(String name, long value, long usual) {
        if (value == usual) {
            return;
        }
        int units = Math.min(3, Long.numberOfTrailingZeros(value) / 10);
        var number = Long.toString(value >> (10 * units));
        if (number.length() > MOST_DIGITS) {
            json.writeNumberProperty(name, value);
        } else {
            json.writeStringProperty(name, number + UNITS.get(units));
        }
    }

    /** One member a line, two spaces deeper in each object. */
    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }

        @Override
        public PrettyPrinter getPrettyPrinter() {
            var separators = Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);
            return new DefaultPrettyPrinter(separators).withObjectIndenter(new DefaultIndenter("  ", "\n"));
        }
    }
}
