package io.simpleipc.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Transport;
import io.simpleipc.spi.UnusableAddressException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SocketLocationTest {
    @TempDir
    Path directory;

    private Endpoint endpoint(String address) {
        return new UnixTransport(directory.resolve("run")).endpoint(Spec.unix(address, "secret"));
    }

    private static void mode(Path path, String permissions) throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void assertUnusable(Reason reason, Endpoint endpoint) {
        assertThatThrownBy(endpoint::listen)
                .isInstanceOfSatisfying(
                        UnusableAddressException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aBareNameLivesInAPrivateDirectoryThatIsMadeOnDemand() throws Exception {
        var endpoint = endpoint("chat");
        assertThat(endpoint.description()).isEqualTo("unix:" + directory.resolve("run/chat"));
        assertThat(directory.resolve("run")).doesNotExist();
        endpoint.listen().close();
        assertThat(Files.getPosixFilePermissions(directory.resolve("run")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void theRuntimeDirectoryIsThatOfTheSessionOrElseInTheHomeDirectory() {
        assertThat(UnixTransport.runtimeDirectory("/run/user/7", "/home/me")).hasToString("/run/user/7/simple-ipc");
        assertThat(UnixTransport.runtimeDirectory("", "/home/me")).hasToString("/home/me/.simple-ipc");
        assertThat(UnixTransport.runtimeDirectory("relative", "/home/me")).hasToString("/home/me/.simple-ipc");
    }

    @Test
    void aPrivateDirectoryThatIsOpenToOthersIsRefused() throws Exception {
        var run = Files.createDirectory(directory.resolve("run"));
        mode(run, "rwx--x---");
        assertUnusable(Reason.UNSAFE_DIRECTORY, endpoint("chat"));
        mode(run, "rwx------");
        endpoint("chat").listen().close();
    }

    @Test
    void aPrivateDirectoryThatIsALinkIsRefused() throws Exception {
        var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        mode(elsewhere, "rwx------");
        Files.createSymbolicLink(directory.resolve("run"), elsewhere);
        assertUnusable(Reason.UNSAFE_DIRECTORY, endpoint("chat"));
        assertThat(elsewhere).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx", "rwx-w----"})
    void aDirectoryThatOthersCanWriteIsRefused(String permissions) throws Exception {
        var lax = Files.createDirectory(directory.resolve("lax"));
        mode(lax, permissions);
        assertUnusable(Reason.UNSAFE_DIRECTORY, endpoint(lax + "/s"));
        assertThat(lax).isEmptyDirectory();
    }

    @Test
    void aStickyDirectoryWillDo() throws Exception {
        var sticky = Files.createDirectory(directory.resolve("sticky"));
        Files.setAttribute(sticky, "unix:mode", 01777, LinkOption.NOFOLLOW_LINKS);
        endpoint(sticky + "/s").listen().close();
    }

    @Test
    void aMissingDirectoryIsNamedWithTheCure() {
        var endpoint = endpoint(directory + "/missing/s");
        assertUnusable(Reason.UNSAFE_DIRECTORY, endpoint);
        assertThatThrownBy(endpoint::listen).hasMessageContaining("mkdir -p -m 700 " + directory + "/missing");
    }

    @Test
    void aFileIsNoDirectory() throws Exception {
        Files.createFile(directory.resolve("file"));
        assertUnusable(Reason.UNSAFE_DIRECTORY, endpoint(directory + "/file/s"));
    }

    @Test
    void aDirectoryMayBeReachedThroughALinkAndBothSpellingsAreOneAddress() throws Exception {
        var real = Files.createDirectory(directory.resolve("real"));
        var link = Files.createSymbolicLink(directory.resolve("link"), real);
        var one = SocketLocation.parse(link + "/s", directory);
        var other = SocketLocation.parse(real + "/../real/s", directory);
        var users = Users.parse("");
        assertThat(one.resolve(users)).isEqualTo(other.resolve(users));
        assertThat(UnixEndpoint.binding(one.resolve(users))).isEqualTo(UnixEndpoint.binding(other.resolve(users)));
    }

    @Test
    void aNameTooLongForTheSocketIsAConfigurationError() {
        endpoint("/d/" + "n".repeat(103));
        assertThatThrownBy(() -> endpoint("/d/" + "n".repeat(104)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("107 bytes")
                .hasMessageContaining("at most 106");
        assertThatThrownBy(() -> endpoint("/d/" + "ä".repeat(52))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aDirectoryTooLongForTheNameAsideIsAConfigurationError() {
        endpoint("/" + "d".repeat(89) + "/n");
        assertThatThrownBy(() -> endpoint("/" + "d".repeat(90) + "/n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("107 bytes");
    }

    @Test
    void aDirectoryThatTurnsOutTooLongIsRefused() throws Exception {
        var longOne = Files.createDirectory(directory.resolve("d".repeat(100)));
        var link = Files.createSymbolicLink(directory.resolve("l"), longOne);
        assertUnusable(Reason.NAME_TOO_LONG, endpoint(link + "/s"));
    }

    @Test
    void theLongestNamesWork() throws Exception {
        int room = 106 - directory.toString().length() - 1;
        endpoint(directory + "/" + "n".repeat(room)).listen().close();
        var deep = directory.resolve("d".repeat(room - 16));
        endpoint(Files.createDirectory(deep) + "/n").listen().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/tmp/", "..", ".", "a/..", "\0"})
    void whatNamesNoFileIsAConfigurationError(String address) {
        assertThatThrownBy(() -> endpoint(address)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void optionsAreReadAndTypingErrorsNamed() {
        var spec = Spec.unix("chat", "secret").toBuilder();
        var transport = new UnixTransport(directory);
        var endpoint =
                (UnixEndpoint) transport.endpoint(spec.options(Map.of("users", "alice, bob", "selfCheckInterval", "5s"))
                        .build());
        assertThat(endpoint.users().others()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(endpoint.selfCheckInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() ->
                        transport.endpoint(spec.options(Map.of("user", "alice")).build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the nearest is \"users\"");
        assertThatThrownBy(() -> transport.endpoint(
                        spec.options(Map.of("selfCheckInterval", "5")).build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("selfCheckInterval");
    }

    @Test
    void theServiceLoaderFindsIt() {
        assertThat(ServiceLoader.load(Transport.class)).anyMatch(UnixTransport.class::isInstance);
    }
}
