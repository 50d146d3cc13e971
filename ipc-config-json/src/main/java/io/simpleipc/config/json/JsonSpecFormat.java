package io.simpleipc.config.json;

import io.simpleipc.Spec;
import io.simpleipc.spi.SpecFormat;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads and writes specs as JSON (RFC 8259), as docs/spec.md describes them. Stateless and thread-safe. */
public final class JsonSpecFormat implements SpecFormat {
    /** Made by {@link java.util.ServiceLoader}. */
    public JsonSpecFormat() {}

    @Override
    public Spec read(String text, String source, @Nullable Path directory) {
        var start = (directory == null ? Path.of("") : directory).toAbsolutePath();
        return new SpecReader(JsonText.parse(text, source), start).read();
    }

    @Override
    public String write(Spec spec, boolean literalSecrets) {
        return new SpecWriter(spec, literalSecrets).write();
    }
}
