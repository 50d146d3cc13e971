package io.simpleipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipeOutputTest {
    /** The common pool may have one thread only, and what waits would keep it. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "of the test").start();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PipeOutput output = new PipeOutput(bytes);

    @Test
    void piecesAreWrittenInTheirOrderAndOnce() throws Exception {
        var last = CompletableFuture.runAsync(() -> write(2, "c"), OWN_THREAD);
        var second = CompletableFuture.runAsync(() -> write(1, "b"), OWN_THREAD);
        write(0, "a");
        second.get(10, SECONDS);
        last.get(10, SECONDS);
        write(1, "b");
        write(0, "a");
        output.end(3, 3);
        output.end(3, 3);

        assertThat(bytes.toString(UTF_8)).isEqualTo("abc");
    }

    @Test
    void anEndThatDoesNotFitIsRefused() {
        write(0, "abc");

        assertThatExceptionOfType(PipeException.class)
                .isThrownBy(() -> output.end(1, 4))
                .withMessageContaining("1 pieces of 4 bytes, and 1 of 3 were written");
        assertThatExceptionOfType(PipeException.class).isThrownBy(() -> output.end(0, 0));
    }

    @Test
    void nothingComesBehindTheEnd() throws Exception {
        output.end(0, 0);

        assertThatExceptionOfType(PipeException.class)
                .isThrownBy(() -> output.write(0, piece("late")))
                .withMessageContaining("behind the end");
    }

    @Test
    void anOutputThatBreaksFailsAllWhoWait() throws Exception {
        var broken = new PipeOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        var waiting = CompletableFuture.runAsync(() -> write(broken, 1, "b"), OWN_THREAD);

        assertThatExceptionOfType(PipeException.class)
                .isThrownBy(() -> broken.write(0, piece("a")))
                .withMessage("standard output cannot be written: Broken pipe");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> waiting.get(10, SECONDS))
                .withMessageContaining("Broken pipe");
    }

    @Test
    void givingUpFailsAllWhoWait() throws Exception {
        var waiting = CompletableFuture.runAsync(() -> write(1, "b"), OWN_THREAD);

        output.giveUp("no more");

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> waiting.get(10, SECONDS))
                .withMessageContaining("no more");
    }

    private void write(long number, String piece) {
        write(output, number, piece);
    }

    private static void write(PipeOutput output, long number, String piece) {
        try {
            output.write(number, piece(piece));
        } catch (PipeException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuffer piece(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
