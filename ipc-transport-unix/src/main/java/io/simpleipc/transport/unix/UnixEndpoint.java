package io.simpleipc.transport.unix;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.ListeningSocket;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.SocketPipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Set;

/**
 * One socket path. The steps and their order come from docs/election.md: whoever holds the {@link SocketLock} looks what
 * is at the path, and puts a listening socket there only if nobody else listens.
 */
record UnixEndpoint(SocketLocation location, Users users, Duration selfCheckInterval) implements Endpoint {
    /** Locks and sockets there say nothing about other machines. */
    private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "ceph",
            "glusterfs",
            "fuse.glusterfs",
            "fuse.sshfs",
            "lustre",
            "ncpfs");

    private static final int SEND_BUFFER = 256 << 10; // the system doubles it

    @Override
    public String description() {
        return "unix:" + location;
    }

    @Override
    public Acceptor listen() throws IOException {
        try {
            var path = location.resolve(users);
            refuseNetworkFileSystem(path);
            var lock = SocketLock.take(path, users);
            try {
                return listen(path, lock);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (AccessDeniedException | BindException e) {
            throw noPermission("listen", e);
        }
    }

    private Acceptor listen(Path path, SocketLock lock) throws IOException {
        SocketFile.requireFree(path);
        SocketFile.sweep(path);
        var permissions = users.others().isEmpty() ? "rw-------" : "rw-rw-rw-";
        var file = SocketFile.bind(path, permissions);
        try {
            return new UnixAcceptor(this, permissions, lock, file, ListeningSocket.of(file.channel()));
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static void refuseNetworkFileSystem(Path socket) throws IOException {
        String type;
        try {
            type = Files.getFileStore(socket.getParent()).type();
        } catch (IOException e) {
            // In some containers the JDK does not find the mount. Then it is not known, and allowed.
            return;
        }
        if (NETWORK_FILE_SYSTEMS.contains(type)) {
            throw new UnusableAddressException(
                    Reason.UNSAFE_DIRECTORY,
                    socket + " would be on a network file system (" + type + "); use a directory of this machine",
                    null);
        }
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        try {
            var path = location.resolve(users);
            if (!SocketFile.exists(path)) {
                throw new NoListenerException("there is no socket " + path, null);
            }
            var channel = SocketFile.dial(path, deadline);
            try {
                var listener = Users.peer(channel);
                if (!users.admits(listener)) {
                    throw new UnusableAddressException(
                            Reason.HELD_BY_FOREIGN_PROGRAM,
                            "the process at " + path + " belongs to the user " + listener.getName()
                                    + "; use another address, or the option users",
                            null);
                }
                return pipe(channel, binding(path));
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        } catch (AccessDeniedException | BindException e) {
            throw noPermission("dial", e);
        }
    }

    /**
     * With more room than usual for a large message, but so little that what is small does not wait for long behind it
     * in the socket. Only the sender's side counts.
     */
    static Pipe pipe(SocketChannel channel, ChannelBinding binding) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        return new SocketPipe(channel, binding);
    }

    private UnusableAddressException noPermission(String what, IOException e) {
        return new UnusableAddressException(
                Reason.NO_PERMISSION, "this user may not " + what + " at " + location + ": " + e, e);
    }

    static ChannelBinding binding(Path path) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            return ChannelBinding.of("unix", hash.digest(path.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
