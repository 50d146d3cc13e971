package io.simpleipc.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFilesTest {
    @TempDir
    Path directory;

    @Test
    void nobodyElseCanReadAFileAtAnyMoment() throws IOException {
        var target = directory.resolve("a");
        try (var files = new NewFiles(false)) {
            files.add(target, fresh -> {
                assertThat(modeOf(fresh.getParent())).isEqualTo("rwx------");
                Files.writeString(fresh, "content");
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
                assertThat(target).doesNotExist();
            });
            files.publish();
        }

        assertThat(modeOf(target)).isEqualTo("rw-------");
        assertThat(target).hasContent("content");
        assertThat(inDirectory()).containsExactly("a");
    }

    @Test
    void aFileThatExistsIsLeftAsItIsAndTheCureIsSaid() throws IOException {
        var target = Files.writeString(directory.resolve("a"), "mine");
        try (var files = new NewFiles(false)) {
            assertThatThrownBy(() -> files.add(target, fresh -> Files.writeString(fresh, "new")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(target + " exists")
                    .hasMessageContaining("--force");
        }

        assertThat(target).hasContent("mine");
        assertThat(inDirectory()).containsExactly("a");
    }

    @Test
    void aLinkToNowhereIsAFileThatExists() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("a"), directory.resolve("elsewhere"));
        try (var files = new NewFiles(false)) {
            assertThatThrownBy(() -> files.add(link, fresh -> Files.writeString(fresh, "new")))
                    .hasMessageContaining("exists");
        }

        assertThat(directory.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void whatComesIntoBeingMeanwhileIsNotOverwrittenAndTheOthersAreTakenBack() throws IOException {
        var first = directory.resolve("first");
        var second = directory.resolve("second");
        try (var files = new NewFiles(false)) {
            files.add(first, fresh -> Files.writeString(fresh, "new"));
            files.add(second, fresh -> Files.writeString(fresh, "new"));
            Files.writeString(second, "somebody else's");

            assertThatThrownBy(files::publish).hasMessageContaining(second + " exists");
        }

        assertThat(second).hasContent("somebody else's");
        assertThat(inDirectory()).containsExactly("second");
    }

    @Test
    void forceReplacesAFileAndItsMode() throws IOException {
        var target = Files.writeString(directory.resolve("a"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (var files = new NewFiles(true)) {
            files.add(target, fresh -> Files.writeString(fresh, "new"));
            assertThat(target).hasContent("old");
            files.publish();
        }

        assertThat(target).hasContent("new");
        assertThat(modeOf(target)).isEqualTo("rw-------");
        assertThat(inDirectory()).containsExactly("a");
    }

    @Test
    void forceReplacesALinkAndNotWhereItLeads() throws IOException {
        var elsewhere = Files.writeString(directory.resolve("elsewhere"), "old");
        var link = Files.createSymbolicLink(directory.resolve("a"), elsewhere);
        try (var files = new NewFiles(true)) {
            files.add(link, fresh -> Files.writeString(fresh, "new")).publish();
        }

        assertThat(elsewhere).hasContent("old");
        assertThat(link).hasContent("new");
    }

    @Test
    void aFailureInTheMiddleLeavesWhatWasThere() throws IOException {
        var first = Files.writeString(directory.resolve("first"), "old");
        try (var files = new NewFiles(true)) {
            files.add(first, fresh -> Files.writeString(fresh, "new"));
            files.add(directory.resolve("second"), fresh -> Files.writeString(fresh, "new"));
            files.add(directory.resolve("third"), fresh -> Files.writeString(fresh.resolveSibling("other"), "gone"));

            assertThatThrownBy(files::publish).isInstanceOf(ConfigurationException.class);
            try (var staged = Files.list(directory)) {
                for (var path : staged.filter(Files::isDirectory).toList()) {
                    Files.deleteIfExists(path.resolve("other"));
                }
            }
        }

        assertThat(first).hasContent("old");
        assertThat(inDirectory()).containsExactly("first");
    }

    @Test
    void aContentThatCannotBeWrittenLeavesNothing() throws IOException {
        try (var files = new NewFiles(false)) {
            assertThatThrownBy(() -> files.add(directory.resolve("a"), fresh -> {
                        Files.writeString(fresh, "half");
                        throw new IOException("No space left on device");
                    }))
                    .hasMessageContaining("cannot be written")
                    .hasMessageContaining("No space left on device");
        }

        assertThat(inDirectory()).isEmpty();
    }

    @Test
    void aDirectoryThatIsMissingIsSaidWithTheCommandThatMakesIt() {
        var target = directory.resolve("none/a");
        try (var files = new NewFiles(false)) {
            assertThatThrownBy(() -> files.stage(target))
                    .hasMessageContaining("mkdir -p -m 700 " + directory.resolve("none"));
            assertThatThrownBy(() -> files.stage(directory)).hasMessageContaining("is a directory; name a file");
        }
    }

    @Test
    void twoFilesCannotHaveOnePlace() {
        try (var files = new NewFiles(true)) {
            files.stage(directory.resolve("a"));
            assertThatThrownBy(() -> files.stage(directory.resolve("./a"))).hasMessageContaining("name two files");
        }
    }

    private List<String> inDirectory() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
