package org.example.fifo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a dialler that gives up at the wrong moment leaves with the listener: nothing. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux lists a process's descriptors as files")
final class FifoPairTest {
    @TempDir
    private Path folder;

    @Test
    void aPairHalfOfWhichIsGoneLeavesNoDescriptorOpen() throws IOException {
        var up = folder.resolve("half.up");
        Fifo.make(up);

        assertThrows(NoSuchFileException.class, () -> FifoPair.listenersPipe(folder, "half"));

        assertEquals(List.of(), descriptorsOf(up));
    }

    /** The descriptors of this process that lead to a file. */
    private static List<Path> descriptorsOf(Path file) throws IOException {
        var found = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : all) {
                try {
                    if (Files.readSymbolicLink(descriptor).startsWith(file)) {
                        found.add(descriptor);
                    }
                } catch (NoSuchFileException e) {
                    // the one by which the list itself was read, and any that another thread has just closed
                }
            }
        }
        return found;
    }
}
