package io.simpleipc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * What both processes know and strangers do not, or where to read it. Immutable; no form of it ever prints the secret.
 *
 * <p>A short secret can be guessed by a process that squats the address (see docs/security.md): prefer a file of random
 * bytes, readable by its owner only.
 */
public sealed interface Secret {
    /**
     * A secret written in the program.
     *
     * @param text not empty
     * @return the secret: its UTF-8 bytes
     * @throws ConfigurationException if it is empty or no valid Unicode text
     */
    static Secret of(String text) {
        return new Literal(text);
    }

    /**
     * A secret from an environment variable, read when a connection is built.
     *
     * @param name the variable
     * @return the secret: the UTF-8 bytes of its value
     * @throws ConfigurationException if the name is empty
     */
    static Secret fromEnvironment(String name) {
        return new FromEnvironment(name);
    }

    /**
     * A secret from a file, read when a connection is built. One line break at its end does not count. A file that
     * group or others may read is refused.
     *
     * @param path the file
     * @return the secret: the file's bytes
     * @throws ConfigurationException if the path is empty
     */
    static Secret fromFile(Path path) {
        return new FromFile(path);
    }

    /**
     * Reads the secret.
     *
     * @return its bytes, a fresh copy that the caller should wipe
     * @throws ConfigurationException if it cannot be read, is empty, or its file can be read by others
     */
    byte[] resolve();

    /**
     * A secret written in the program.
     *
     * @hidden
     */
    final class Literal implements Secret {
        private final byte[] bytes;

        private Literal(String text) {
            if (text.isEmpty()) {
                throw new ConfigurationException("the secret is empty; give both processes the same one", null);
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw new ConfigurationException("the secret holds half a surrogate pair and so is no text", null);
            }
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] resolve() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Literal literal && Arrays.equals(bytes, literal.bytes);
        }

        @Override
        public int hashCode() {
            return Literal.class.hashCode();
        }

        @Override
        public String toString() {
            return "Secret[literal]";
        }
    }

    /**
     * A secret in an environment variable.
     *
     * @param name the variable
     * @hidden
     */
    record FromEnvironment(String name) implements Secret {
        /**
         * Checks the name.
         *
         * @param name not empty
         * @throws ConfigurationException if it is empty
         */
        public FromEnvironment {
            if (name.isBlank()) {
                throw new ConfigurationException(
                        "the secret is to come from an environment variable without a name; name one, such as"
                                + " CHAT_SECRET",
                        null);
            }
        }

        @Override
        public byte[] resolve() {
            var value = System.getenv(name);
            if (value == null || value.isEmpty()) {
                throw new ConfigurationException(
                        "the secret is to come from the environment variable " + name + ", which is "
                                + (value == null ? "not set" : "empty"),
                        null);
            }
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Secret[environment variable " + name + "]";
        }
    }

    /**
     * A secret in a file.
     *
     * @param path the file
     * @hidden
     */
    record FromFile(Path path) implements Secret {
        private static final long LARGEST = 64 * 1024;

        /**
         * Checks the path.
         *
         * @param path not empty
         * @throws ConfigurationException if it is empty
         */
        public FromFile {
            if (path.toString().isBlank()) {
                throw new ConfigurationException(
                        "the secret is to come from a file without a name; name one, such as chat.secret", null);
            }
        }

        @Override
        public byte[] resolve() {
            try {
                refuseIfOthersMayRead();
                if (Files.size(path) > LARGEST) {
                    throw new ConfigurationException(
                            "the secret file " + path + " is larger than " + LARGEST + " bytes; name the right file",
                            null);
                }
                return withoutLineBreak(Files.readAllBytes(path));
            } catch (IOException e) {
                throw new ConfigurationException(
                        "the secret file " + path + " cannot be read: "
                                + e.getClass().getSimpleName(),
                        e);
            }
        }

        private void refuseIfOthersMayRead() throws IOException {
            var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (posix == null) {
                return;
            }
            var lax = EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_WRITE);
            lax.retainAll(posix.readAttributes().permissions());
            if (!lax.isEmpty()) {
                throw new ConfigurationException(
                        Files.isRegularFile(path)
                                ? "others may read or write the secret file " + path + "; run: chmod 600 " + path
                                : "the secret file " + path
                                        + " is no regular file, and open to others; name a file of your own",
                        null);
            }
        }

        private byte[] withoutLineBreak(byte[] content) {
            int length = content.length;
            if (length > 0 && content[length - 1] == '\n') {
                length--;
                if (length > 0 && content[length - 1] == '\r') {
                    length--;
                }
            }
            var secret = Arrays.copyOf(content, length);
            Arrays.fill(content, (byte) 0);
            if (secret.length == 0) {
                throw new ConfigurationException("the secret file " + path + " is empty", null);
            }
            return secret;
        }

        @Override
        public String toString() {
            return "Secret[file " + path + "]";
        }
    }
}
