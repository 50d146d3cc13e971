package io.simpleipc.internal.wire.reading;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Whether the calling thread may sleep in select. A virtual one takes its carrier with it there, and with that its place
 * in the common pool, until Java 25, where it gives the carrier back.
 */
final class CallingThread {
    private static final int FIRST_WITHOUT_PINNING = 25;
    private static final @Nullable MethodHandle IS_VIRTUAL =
            Runtime.version().feature() < FIRST_WITHOUT_PINNING ? isVirtual() : null;

    private CallingThread() {}

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null; // before Java 21 there are no virtual threads
        }
    }

    static boolean mayRead() {
        if (IS_VIRTUAL == null) {
            return true;
        }
        try {
            return !(boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual() failed", e);
        }
    }
}
