package io.simpleipc.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the names of files, and says so if there can be none of that name: in a locale that has no such letters. */
final class PathConverter implements ITypeConverter<Path> {
    /** To be put before the command line. */
    static final String CURE = "LC_ALL=C.UTF-8 ";

    private static final String UNWRITABLE = "no file can be called ";

    @Override
    public Path convert(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(unwritable(text));
        }
    }

    static String unwritable(String text) {
        return UNWRITABLE + text + " in this locale (" + Arguments.locale() + ")";
    }

    /** Whether a message is about such a name. */
    static boolean hasFailed(String message) {
        return message.contains(UNWRITABLE);
    }
}
