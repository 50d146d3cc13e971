package io.simpleipc.transport.unix;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mockito.MockSettings;

/**
 * The real file system, one call of which fails. What may throw an {@link IOException} is a call, and so is each step
 * through a directory. It is reached through the paths that come from {@link #path}; whatever these lead to is watched
 * in the same way. Thread-safe.
 */
final class FaultyDisk {
    private static final FileSystem REAL = FileSystems.getDefault();

    private final Path directory;
    private final int faultyCall;
    private final Fault fault;
    private final FileSystem system = mock(FileSystem.class, over(REAL));
    private final FileSystemProvider provider = mock(FileSystemProvider.class, over(REAL.provider()));
    private final AtomicInteger calls = new AtomicInteger();
    private volatile String struck = "";

    /** How a call may fail. */
    enum Fault {
        /** Nothing is done; but what is to be closed is closed, as by the operating system. */
        FAILS,
        /** It is done, and the disk says that it failed. */
        FAILS_THOUGH_DONE,
        /** Nothing is done, since the user may not. */
        IS_DENIED,
        /** Nothing is done, and what is thrown is no {@link IOException}. */
        IS_FORBIDDEN,
        /** It is done, and somebody clears the directory right after it. */
        IS_UNDONE
    }

    /**
     * A disk for one test.
     *
     * @param directory the one that may be cleared
     * @param faultyCall which call fails, the first being 1
     */
    FaultyDisk(Path directory, int faultyCall, Fault fault) {
        this.directory = directory;
        this.faultyCall = faultyCall;
        this.fault = fault;
    }

    /** The call that failed; empty if none did so far. */
    String struck() {
        return struck;
    }

    /** The same path, as one of this disk. */
    Path path(Path real) {
        return (Path) proxy(Path.class, real);
    }

    private Object proxy(Class<?> type, Object real) {
        return Proxy.newProxyInstance(FaultyDisk.class.getClassLoader(), new Class<?>[] {type}, new Passing(real));
    }

    private MockSettings over(Object real) {
        return withSettings().stubOnly().defaultAnswer(call -> pass(real, call.getMethod(), call.getRawArguments()));
    }

    /** What a proxy stands for. */
    private final class Passing implements InvocationHandler {
        final Object real;

        Passing(Object real) {
            this.real = real;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().equals("forEach")) {
                return InvocationHandler.invokeDefault(proxy, method, arguments); // through an iterator of ours
            }
            return pass(real, method, arguments == null ? new Object[0] : arguments);
        }
    }

    private @Nullable Object pass(Object real, Method method, @Nullable Object[] arguments) throws Throwable {
        boolean strikes = isCall(real, method) && calls.incrementAndGet() == faultyCall;
        if (strikes) {
            struck = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        }
        if (strikes && !isDone(method)) {
            throw failure(real);
        }
        var result = invoke(real, method, arguments);
        if (strikes && fault == Fault.IS_UNDONE) {
            clear(directory);
        } else if (strikes) {
            if (result instanceof Closeable opened) {
                opened.close(); // the caller will not get it
            }
            throw failure(real);
        }
        return watched(real, result, arguments);
    }

    private static boolean isCall(Object real, Method method) {
        return real instanceof Iterator
                || Arrays.asList(method.getExceptionTypes()).contains(IOException.class);
    }

    private boolean isDone(Method method) {
        return fault == Fault.FAILS_THOUGH_DONE
                || fault == Fault.IS_UNDONE
                || method.getName().equals("close");
    }

    private Exception failure(Object real) {
        var text = "as it was told to";
        return switch (fault) {
            case IS_FORBIDDEN -> new SecurityException(text);
            case IS_DENIED -> in(real, new AccessDeniedException(text));
            default -> in(real, new FileSystemException(text));
        };
    }

    /** An iterator cannot throw it. */
    private static Exception in(Object real, IOException failure) {
        return real instanceof Iterator ? new DirectoryIteratorException(failure) : failure;
    }

    /** Without the directory itself. */
    static void clear(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static @Nullable Object invoke(Object real, Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(
                    real, Arrays.stream(arguments).map(FaultyDisk::real).toArray());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static @Nullable Object real(@Nullable Object argument) {
        return argument != null
                        && Proxy.isProxyClass(argument.getClass())
                        && Proxy.getInvocationHandler(argument) instanceof Passing passing
                ? passing.real
                : argument;
    }

    private @Nullable Object watched(Object real, @Nullable Object result, @Nullable Object[] arguments) {
        if (result instanceof Path path) {
            return path(path);
        } else if (result instanceof FileSystem) {
            return system;
        } else if (result instanceof FileSystemProvider) {
            return provider;
        } else if (result instanceof FileChannel channel) {
            return mock(FileChannel.class, over(channel));
        } else if (result instanceof DirectoryStream) {
            return proxy(DirectoryStream.class, result);
        } else if (result instanceof Iterator && real instanceof DirectoryStream) {
            return proxy(Iterator.class, result);
        } else if (result instanceof FileAttributeView && arguments[1] instanceof Class<?> view) {
            return proxy(view, result);
        }
        return result;
    }
}
