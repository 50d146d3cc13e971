package io.simpleipc.cli.files;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** The content of a secret file: 32 random bytes in one line of base64, as {@code Secret.fromFile} takes it. Stateless. */
public final class NewSecret implements NewFiles.Content {
    private static final int RANDOM_BYTES = 32;

    /** One that is different each time it is written. */
    public NewSecret() {}

    @Override
    public void writeTo(Path file) throws IOException {
        var random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        var text = Base64.getEncoder().encode(random);
        var line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        try {
            OwnerOnly.create(file, line);
        } finally {
            Arrays.fill(random, (byte) 0);
            Arrays.fill(text, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }
}
