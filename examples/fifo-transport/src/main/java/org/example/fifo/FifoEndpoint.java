package org.example.fifo;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * One directory. Who holds the lock on {@code lock} listens at the named pipe {@code knock}; a dialler makes a pair of
 * pipes, writes their name to {@code knock}, and is connected when the first byte comes back.
 */
final class FifoEndpoint implements Endpoint {
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int LOOK_EVERY = 50; // pauses

    private final Path directory;

    FifoEndpoint(Path directory) {
        this.directory = directory;
    }

    @Override
    public String description() {
        return "fifo:" + directory;
    }

    @Override
    public Acceptor listen() throws IOException {
        makeDirectory();
        var claim = Claim.take(directory)
                .orElseThrow(() -> new AddressInUseException("another process listens at " + description(), null));
        try {
            return FifoAcceptor.open(directory, claim);
        } catch (IOException | RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private void makeDirectory() throws IOException {
        var onlyMine = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(onlyMine));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory) || !Files.getPosixFilePermissions(directory).equals(onlyMine)) {
                throw new UnusableAddressException(
                        AddressUnusableException.Reason.UNSAFE_DIRECTORY,
                        directory + " must be a directory that only its owner can use; run: chmod 700 " + directory,
                        e);
            }
        }
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        refuseIfNobodyListens();
        var name = UUID.randomUUID().toString();
        try (var pair = FifoPair.make(directory, name)) {
            Fifo.write(directory.resolve("knock"), name + "\n");
            for (int i = 1; !pair.isAnswered(); i++) {
                if (deadline.hasPassed()) {
                    throw new SocketTimeoutException(description() + " did not take the call in time");
                }
                if (i % LOOK_EVERY == 0) {
                    refuseIfNobodyListens();
                }
                LockSupport.parkNanos(PAUSE_NANOS); // Java cannot wait for a named pipe until a deadline
            }
            return pair.diallersPipe(directory);
        }
    }

    private void refuseIfNobodyListens() throws IOException {
        if (!Files.isDirectory(directory) || Claim.isFree(directory) || !Files.exists(directory.resolve("knock"))) {
            throw new NoListenerException("nobody listens at " + description(), null);
        }
    }
}
