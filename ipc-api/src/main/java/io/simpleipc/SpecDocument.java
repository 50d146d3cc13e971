package io.simpleipc;

import io.simpleipc.spi.Services;
import io.simpleipc.spi.SpecFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Specs as documents, by the one format plug-in. Stateless. */
final class SpecDocument {
    private static final int LARGEST = 1 << 20;

    private SpecDocument() {}

    static Spec load(Path file) {
        return format().read(text(file), file.toString(), file.toAbsolutePath().getParent());
    }

    static Spec parse(String json) {
        return format().read(json, "the spec", null);
    }

    static String write(Spec spec, boolean literalSecrets) {
        return format().write(spec, literalSecrets);
    }

    private static SpecFormat format() {
        @Nullable ClassLoader none = null;
        return Services.of(none).only(SpecFormat.class, "reader of JSON specs", "io.simpleipc:ipc-config-json");
    }

    private static String text(Path file) {
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(
                    "the spec file " + file + " is a directory; name the JSON file in it", null);
        }
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the spec file " + file + " cannot be read: " + e.getClass().getSimpleName()
                            + "; name a JSON file that this process may read",
                    e);
        }
        if (bytes.length > LARGEST) {
            throw new ConfigurationException(
                    "the spec file " + file + " is larger than " + LARGEST + " bytes; name the right file", null);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigurationException("the spec file " + file + " is not UTF-8; save it as that", e);
        }
    }
}
