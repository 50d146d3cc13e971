package io.simpleipc.cli;

import io.simpleipc.IpcException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;

/** What a failure says, without the names of Java's classes: at a terminal they help nobody. Stateless. */
final class PlainWords {
    private static final Pattern CLASS =
            Pattern.compile("(?:\\b[a-z]\\w*\\.)*\\b[A-Z][\\w$]*(?:Exception|Error)\\b(?:: |(?=[:;,)\\s]*$)|(?=[;)]))");
    private static final Pattern END = Pattern.compile("[:\\s]+$");
    private static final Map<String, String> KNOWN = Map.of(
            "NoSuchFileException", "there is no such file",
            "FileNotFoundException", "there is no such file",
            "AccessDeniedException", "this user has no permission",
            "NotDirectoryException", "that is no directory",
            "FileSystemLoopException", "its links go round in a circle",
            "FileAlreadyExistsException", "it exists already",
            "MalformedInputException", "it is no UTF-8 text",
            "UnmappableCharacterException", "it is no UTF-8 text");

    private PlainWords() {}

    /** Messages of this project are sentences; those of the JDK may be the bare name of a file. */
    static String of(Throwable failure) {
        var message = String.valueOf(failure.getMessage());
        if (failure instanceof ParameterException) {
            return without(message.startsWith("Error: ") ? message.substring("Error: ".length()) : message)
                    .replaceAll(" is not an? (int|long)$", " is no whole number, or too large a one");
        }
        if (failure instanceof CommandFailure || failure instanceof IpcException) {
            return without(message);
        }
        if (failure instanceof FileSystemException) {
            return without(failure.getClass().getSimpleName() + ": " + message);
        }
        var what = failure instanceof IOException ? "reading or writing failed" : "ipc itself failed";
        return failure.getMessage() == null ? what : what + ": " + without(message);
    }

    /** The text without names of classes; those of usual failures of files are told in words. */
    static String without(String text) {
        var told = CLASS.matcher(text).replaceAll(found -> {
            var name = found.group().replace(": ", "");
            var words = KNOWN.get(name.substring(name.lastIndexOf('.') + 1));
            return words == null ? "" : found.group().endsWith(": ") ? words + ": " : words;
        });
        return END.matcher(told).replaceAll("");
    }
}
