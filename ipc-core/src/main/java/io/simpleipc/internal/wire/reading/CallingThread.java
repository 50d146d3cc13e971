package io.simpleipc.internal.wire.reading;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What the calling thread may do. A virtual one that sleeps in select takes its carrier with it there, and with that its
 * place in the common pool, until Java 25, where it gives the carrier back.
 */
final class CallingThread {
    private static final int FIRST_WITHOUT_PINNING = 25;
    private static final boolean PINS = Runtime.version().feature() < FIRST_WITHOUT_PINNING;
    private static final @Nullable MethodHandle IS_VIRTUAL = findIsVirtual();

    private CallingThread() {}

    private static @Nullable MethodHandle findIsVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null; // before Java 21 there are no virtual threads
        }
    }

    /** Whether it may sleep in select. */
    static boolean mayRead() {
        return !PINS || !isVirtual();
    }

    /** Whether {@link #giveTurn} does that. A virtual one would come behind all others of its pool. */
    static boolean mayGiveTurn() {
        return !isVirtual();
    }

    /** Lets another thread run that waits for this processor, if it may. */
    @SuppressWarnings("ThreadPriorityCheck") // faster with it, right without it
    static void giveTurn() {
        if (isVirtual()) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private static boolean isVirtual() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual() failed", e);
        }
    }
}
