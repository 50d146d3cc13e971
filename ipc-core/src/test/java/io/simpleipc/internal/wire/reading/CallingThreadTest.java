package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What a thread may do depends on whether it is virtual, and on the JDK. */
class CallingThreadTest {
    private record Rights(boolean reads, boolean givesTurns) {
        static Rights ofThisThread() {
            CallingThread.giveTurn(); // does not fail on either sort
            return new Rights(CallingThread.mayRead(), CallingThread.mayGiveTurn());
        }
    }

    @Test
    void aPlatformThreadReadsAndGivesTurns() {
        assertThat(Rights.ofThisThread()).isEqualTo(new Rights(true, true));
    }

    /** It would take its carrier along into select, and come behind all others of its pool. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void aVirtualThreadGivesNoTurnsAndReadsWhereThatPinsNoCarrier() throws Exception {
        var rights = new CompletableFuture<Rights>();
        // By reflection: it is compiled for a JDK that has none.
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable)
                () -> rights.complete(Rights.ofThisThread()));

        boolean pinsNone = Runtime.version().feature() >= 25;
        assertThat(rights.get(20, TimeUnit.SECONDS)).isEqualTo(new Rights(pinsNone, false));
    }
}
