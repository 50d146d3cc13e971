package io.simpleipc.internal.wire.reading;

import io.simpleipc.internal.Interleavings;
import java.util.function.BooleanSupplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads at the read token, in many orders: whoever has it has it alone, and who takes over meets no watcher. */
@Tag("many-rounds")
@Timeout(300)
class CoverageLincheckTest {
    private static final int ORDERS = 500;

    /** 1: the same steps each time, in the same orders. */
    @Test
    void ofTwoWhoTryAtOnceOneGetsTheToken() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            var coverage = new Coverage();
            oneSucceeds(coverage::tryAcquire, coverage::tryAcquire);
        });
    }

    /** 4: else two would sleep on one selector. */
    @Test
    void whoTakesOverWhileAnotherOneBeginsToWatchLeavesItToThat() {
        Lincheck.runConcurrentTest(ORDERS, () -> {
            var coverage = new Coverage();
            BooleanSupplier watch = () -> {
                boolean mine = coverage.tryAcquire();
                if (mine) {
                    coverage.startWatching();
                }
                return mine;
            };
            oneSucceeds(watch, coverage::tryTakeOver);
        });
    }

    // No assertions of AssertJ within an order: their objects are not made to be compared, as Lincheck does.
    private static void oneSucceeds(BooleanSupplier one, BooleanSupplier other) {
        var succeeds = new boolean[1];
        var thread = new Thread(() -> succeeds[0] = one.getAsBoolean());
        thread.start();
        boolean otherSucceeds = other.getAsBoolean();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (succeeds[0] && otherSucceeds) {
            throw new AssertionError("both succeed");
        }
    }

    @Test
    void oneAtATimeHasTheToken() {
        Interleavings.check(Token.class, Always.class);
    }

    /** Each operation tells whether all was as it has to be. */
    public static final class Token {
        private final Coverage coverage = new Coverage();
        private int holders; // plain, as all that the token guards

        @Operation
        public boolean read() {
            return !coverage.tryAcquire() || holdAlone();
        }

        @Operation
        public boolean takeOver() {
            return !coverage.tryTakeOver() || (!coverage.hasWatcher() & holdAlone());
        }

        @Operation
        public boolean watch() {
            if (!coverage.tryAcquire()) {
                return true;
            }
            coverage.startWatching();
            return !coverage.stopWatching() || holdAlone();
        }

        private boolean holdAlone() {
            holders++;
            boolean alone = holders == 1 && coverage.isMine();
            holders--;
            coverage.release();
            return alone;
        }
    }

    public static final class Always {
        public boolean read() {
            return true;
        }

        public boolean takeOver() {
            return true;
        }

        public boolean watch() {
            return true;
        }
    }
}
