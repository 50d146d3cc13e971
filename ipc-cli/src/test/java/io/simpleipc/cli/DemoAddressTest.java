package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class DemoAddressTest {
    @Test
    void aUnixSocketLivesInAPrivateDirectoryThatIsRemovedWithAllThatIsInIt() throws IOException {
        var address = DemoAddress.create(DemoAddress.Type.UNIX);
        var directory = Objects.requireNonNull(address.directory());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(Path.of(address.text()).getParent()).isEqualTo(directory);
        assertThat(directory).isEmptyDirectory();

        Files.createDirectories(directory.resolve("a/b"));
        Files.createFile(directory.resolve("a/b/c"));
        address.remove();
        address.remove();

        assertThat(directory).doesNotExist();
    }

    @Test
    void aTcpAddressIsAPortOfTheLoopbackInterface() throws IOException {
        var address = DemoAddress.create(DemoAddress.Type.TCP);
        address.remove();

        assertThat(address.text()).matches(":[1-9][0-9]{3,4}");
        assertThat(address.directory()).isNull();
    }

    @Test
    void typesAreWrittenAsInASpec() {
        var converter = new DemoAddress.TypeConverter();

        assertThat(converter.convert("unix")).isEqualTo(DemoAddress.Type.UNIX);
        assertThat(converter.convert("tcp")).isEqualTo(DemoAddress.Type.TCP);
        assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> converter.convert("UNIX"));
    }
}
