package io.simpleipc.it;

import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A session of the TLS plug-in's own pipe, after a real handshake. */
final class TlsSession implements JudgedSession {
    private static final int PATIENCE_SECONDS = 10;

    private final boolean dialler;
    private final long seed;
    private final Tape tape;
    private final Pipe pipe;
    private final Semaphore wakes = new Semaphore(0); // the helper thread gives one when it is done

    TlsSession(boolean dialler, long seed, Tape tape, Pipe pipe) {
        this.dialler = dialler;
        this.seed = seed;
        this.tape = tape;
        this.pipe = pipe;
        pipe.onProgress(wakes::release);
    }

    /** Goes on whenever the helper thread has been at work. What it says too late is for the next round. */
    @Override
    public byte[] say() throws IOException, InterruptedException {
        boolean again;
        do {
            wakes.drainPermits();
            var unused = pipe.flush();
            boolean working = pipe.interestOps(true, false) == 0;
            again = wakes.tryAcquire(working ? PATIENCE_SECONDS : 0, TimeUnit.SECONDS);
        } while (again);
        return tape.take();
    }

    @Override
    public void hear(byte[] step) {
        tape.give(step);
    }

    @Override
    public byte[] records() throws IOException {
        if (!pipe.flush()) {
            throw new IllegalStateException("the TLS handshake is not done yet; it wants more rounds");
        }
        for (int i = 0; i < RECORDS; i++) {
            var message = ByteBuffer.wrap(JudgedSession.message(seed, dialler, i));
            while (message.hasRemaining()) {
                pipe.write(new ByteBuffer[] {message}, 0, 1);
            }
        }
        while (!pipe.flush()) {
            Thread.onSpinWait();
        }
        return tape.take();
    }

    @Override
    public String judge(byte[] arrived) {
        tape.give(arrived);
        tape.end();
        int right = 0;
        char end;
        var target = ByteBuffer.allocate(1 << 15);
        try (pipe) {
            while (true) {
                var message = JudgedSession.message(seed, !dialler, right);
                target.clear().limit(message.length);
                if (!read(target)) {
                    end = ENDED;
                    break;
                }
                if (!Arrays.equals(message, 0, message.length, target.array(), 0, target.limit())) {
                    end = WRONG;
                    break;
                }
                right++;
            }
        } catch (EOFException e) { // TLS knows no end within a record, so here it tells by what is missing
            boolean whole = right == RECORDS && target.position() == 0;
            end = whole ? ENDED : target.position() == 0 ? CUT_SHORT : WRONG;
        } catch (IOException e) {
            end = target.position() == 0 ? REFUSED : WRONG;
        } catch (RuntimeException e) {
            end = UNTYPED;
        }
        return String.valueOf(right) + end;
    }

    /** Fills the target; false if the other end has said that this is all. */
    private boolean read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (pipe.read(target) < 0) {
                return false;
            }
        }
        return true;
    }
}
