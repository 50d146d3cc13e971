package io.simpleipc.measure;

/** What must be done when the process is told to end, by Ctrl-C or SIGTERM, unless it has been done before. Thread-safe. */
public final class ExitHook {
    private final Thread thread;

    private ExitHook(Thread thread) {
        this.thread = thread;
    }

    /**
     * From here on it is done in any case but {@code kill -9}.
     *
     * @param name of the thread that does it
     * @param action what to do
     * @return to be removed when it is not needed any more
     */
    public static ExitHook add(String name, Runnable action) {
        var hook = new ExitHook(new Thread(action, name));
        Runtime.getRuntime().addShutdownHook(hook.thread);
        return hook;
    }

    /**
     * Takes it back.
     *
     * @return false if the process is ending already: then it is done, perhaps just now
     */
    public boolean remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
