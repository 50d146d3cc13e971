package org.example.fifo;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What Java cannot do with a named pipe by itself, and what it can. Stateless. */
final class Fifo {
    private Fifo() {}

    static void make(Path... paths) throws IOException {
        var command = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        for (var path : paths) {
            command.add(path.toString());
        }
        int status = awaitEnd(new ProcessBuilder(command).inheritIO().start());
        if (status != 0) {
            throw new IOException("mkfifo ended with status " + status + " for " + List.of(paths));
        }
    }

    private static int awaitEnd(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true; // mkfifo takes a millisecond; whoever interrupted learns of it then
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Opens both ends at once, which never waits. One that has gone is not made anew, as a plain file at that. */
    static RandomAccessFile openBothEnds(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return new RandomAccessFile(path.toFile(), "rw");
    }

    /** Writes a short line at once; never waits for a reader, since this end could read as well. */
    static void write(Path path, String line) throws IOException {
        try (var file = openBothEnds(path)) {
            file.write(line.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
