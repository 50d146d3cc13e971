package org.example.fifo;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.StreamPipe;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Two named pipes, {@code up} from dialler to listener and {@code down} back. To open one end of a named pipe waits for
 * the other end; to open both at once does not. So each side first opens both ends of both pipes, then the ends that it
 * uses, and closes the others: neither waits, whatever the other side does, and each sees the other's end.
 */
final class FifoPair implements Closeable {
    private final Path up;
    private final Path down;
    private final RandomAccessFile bothOfUp;
    private final RandomAccessFile bothOfDown;
    private final FileInputStream answer;

    private FifoPair(
            Path up, Path down, RandomAccessFile bothOfUp, RandomAccessFile bothOfDown, FileInputStream answer) {
        this.up = up;
        this.down = down;
        this.bothOfUp = bothOfUp;
        this.bothOfDown = bothOfDown;
        this.answer = answer;
    }

    /** The dialler's: makes the pipes. Closing it removes their names, not what was opened by them. */
    static FifoPair make(Path directory, String name) throws IOException {
        var up = directory.resolve(name + ".up");
        var down = directory.resolve(name + ".down");
        Fifo.make(up, down);
        try {
            return open(up, down);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(up);
            Files.deleteIfExists(down);
            throw e;
        }
    }

    /** If one cannot be opened, as when the other side has gone and taken the names along, those before it are closed. */
    private static FifoPair open(Path up, Path down) throws IOException {
        var bothOfUp = Fifo.openBothEnds(up);
        try {
            var bothOfDown = Fifo.openBothEnds(down);
            try {
                return new FifoPair(up, down, bothOfUp, bothOfDown, new FileInputStream(down.toFile()));
            } catch (IOException | RuntimeException e) {
                bothOfDown.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            bothOfUp.close();
            throw e;
        }
    }

    /** Whether the listener has opened its ends: it says so by one byte. */
    boolean isAnswered() throws IOException {
        return answer.available() > 0;
    }

    Pipe diallersPipe(Path directory) throws IOException {
        if (answer.read() < 0) {
            throw new IOException("the listener is gone");
        }
        return pipe(directory, down, up);
    }

    static Pipe listenersPipe(Path directory, String name) throws IOException {
        var pair = open(directory.resolve(name + ".up"), directory.resolve(name + ".down"));
        try {
            var pipe = pipe(directory, pair.up, pair.down);
            pair.bothOfDown.write(1);
            return pipe;
        } finally {
            pair.closeEnds(); // the dialler removes the names once it has opened its ends
        }
    }

    private static Pipe pipe(Path directory, Path in, Path out) throws IOException {
        // Channels, because closing one frees the thread that is blocked in it; closing a stream does not.
        var reading = FileChannel.open(in, StandardOpenOption.READ);
        try {
            var writing = FileChannel.open(out, StandardOpenOption.WRITE);
            try {
                return StreamPipe.open(
                        Channels.newInputStream(reading),
                        Channels.newOutputStream(writing),
                        ChannelBinding.of("fifo", hash(directory)),
                        "fifo:" + directory);
            } catch (IOException | RuntimeException e) {
                writing.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    private static byte[] hash(Path directory) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(directory.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private void closeEnds() throws IOException {
        answer.close();
        bothOfUp.close();
        bothOfDown.close();
    }

    @Override
    public void close() throws IOException {
        closeEnds();
        Files.deleteIfExists(up);
        Files.deleteIfExists(down);
    }
}
