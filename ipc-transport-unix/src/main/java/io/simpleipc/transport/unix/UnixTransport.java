package io.simpleipc.transport.unix;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Options;
import io.simpleipc.spi.Transport;
import io.simpleipc.spi.Units;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Set;

/**
 * Unix domain sockets. The address is a path, or a bare name, which lives in {@code $XDG_RUNTIME_DIR/simple-ipc} or
 * {@code ~/.simple-ipc}. Options:
 *
 * <ul>
 *   <li>{@code users}: names of further users, comma-separated, who may join; without it only our own. They can join a
 *       listener of ours but not take over the address from us.
 *   <li>{@code selfCheckInterval}: how often a listener looks whether its files are still there; default {@code 60s}
 * </ul>
 */
public final class UnixTransport implements Transport {
    private static final String USERS = "users";
    private static final String SELF_CHECK_INTERVAL = "selfCheckInterval";

    private final Path runtimeDirectory;

    /** Made by {@link java.util.ServiceLoader}. */
    public UnixTransport() {
        this(runtimeDirectory(System.getenv().getOrDefault("XDG_RUNTIME_DIR", ""), System.getProperty("user.home")));
    }

    UnixTransport(Path runtimeDirectory) {
        this.runtimeDirectory = runtimeDirectory;
    }

    /** As the XDG base directory specification has it, a relative path counts as none. */
    static Path runtimeDirectory(String xdgRuntimeDir, String home) {
        return xdgRuntimeDir.startsWith("/")
                ? Path.of(xdgRuntimeDir, "simple-ipc")
                : Path.of(home, ".simple-ipc").toAbsolutePath();
    }

    @Override
    public Set<String> types() {
        return Set.of("unix");
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            throw new ConfigurationException(
                    "the type \"unix\" needs file owners and modes, which this operating system does not have; use \"tcp\"",
                    null);
        }
        var options = Options.of(spec, USERS, SELF_CHECK_INTERVAL);
        return new UnixEndpoint(
                SocketLocation.parse(spec.address(), runtimeDirectory),
                Users.parse(options.getOrDefault(USERS, "")),
                Units.duration(SELF_CHECK_INTERVAL, options.getOrDefault(SELF_CHECK_INTERVAL, "60s")));
    }
}
