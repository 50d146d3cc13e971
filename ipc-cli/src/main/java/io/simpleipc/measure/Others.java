package io.simpleipc.measure;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** More callers of the same kind, for subjects of which a caller serves one thread. Not thread-safe. */
public final class Others implements Closeable {
    private final Subject subject;
    private final Place place;
    private final Map<Integer, Subject.Caller> callers = new HashMap<>();

    /**
     * None yet.
     *
     * @param subject makes one
     * @param place where it is to go
     */
    public Others(Subject subject, Place place) {
        this.subject = subject;
        this.place = place;
    }

    /**
     * The one of this number, made when it is asked for first.
     *
     * @param index from zero
     * @param payloadBytes how long its queries will be
     * @return the caller
     * @throws Exception if there can be none
     */
    public Subject.Caller get(int index, int payloadBytes) throws Exception {
        var known = callers.get(index);
        if (known == null) {
            known = subject.connect(place, payloadBytes);
            callers.put(index, known);
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        for (var caller : callers.values()) {
            caller.close();
        }
    }
}
