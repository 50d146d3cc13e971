package io.simpleipc.spi;

import io.simpleipc.Spec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes specs as text. Found by {@link java.util.ServiceLoader}; there must be exactly one. Stateless and
 * thread-safe; needs a public constructor without arguments.
 */
public interface SpecFormat {
    /**
     * Reads a spec.
     *
     * @param text the whole document
     * @param source its name in error messages, such as the file's
     * @param directory where relative paths within begin; null for the process's own directory
     * @return the spec
     * @throws io.simpleipc.ConfigurationException if the document is wrong: where, what was found, and the cure
     */
    Spec read(String text, String source, @Nullable Path directory);

    /**
     * Writes a spec, so that {@link #read} gives an equal one.
     *
     * @param spec the spec
     * @param literalSecrets whether secrets that are written in the program may be written in the text
     * @return the document
     * @throws io.simpleipc.ConfigurationException if the spec holds a literal secret, and those must not be written
     */
    String write(Spec spec, boolean literalSecrets);
}
