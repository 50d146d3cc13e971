package io.simpleipc.transport.tls;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a PEM text that Bouncy Castle knows. Those of other types, which it would call an error, are passed over:
 * a sound file may have them beside ours. Confined to one thread.
 */
final class KnownBlocks extends PEMParser {
    private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9 .#+/_-]{1,40}"); // the file may be anything
    private static final int MOST_TYPES = 8;

    private final Set<String> types = new LinkedHashSet<>();

    KnownBlocks(String text) {
        super(new StringReader(text));
    }

    @Override
    public @Nullable PemObject readPemObject() throws IOException {
        for (@Nullable PemObject block = super.readPemObject(); block != null; block = super.readPemObject()) {
            var type = block.getType();
            if (types.size() < MOST_TYPES) {
                types.add(SHOWN.matcher(type).matches() ? type : "a type that is no name");
            }
            if (getSupportedTypes().contains(type)) {
                return block;
            }
        }
        return null;
    }

    /** The types that were met so far, known or not, in order: for an error message. */
    Set<String> types() {
        return types;
    }
}
