package io.simpleipc.measure;

import java.util.concurrent.ThreadFactory;

/** Threads of a kind that this JDK may not have: reached by reflection, since the code runs on 17 too. */
final class VirtualThreads {
    private static final int FIRST_WITH = 21;

    private VirtualThreads() {}

    static boolean exist() {
        return Runtime.version().feature() >= FIRST_WITH;
    }

    static ThreadFactory factory() throws ReflectiveOperationException {
        var builder = Thread.class.getMethod("ofVirtual").invoke(null);
        var type = Class.forName("java.lang.Thread$Builder");
        return (ThreadFactory) type.getMethod("factory").invoke(builder);
    }
}
