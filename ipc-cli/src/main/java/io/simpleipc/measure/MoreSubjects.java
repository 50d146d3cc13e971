package io.simpleipc.measure;

import org.jspecify.annotations.Nullable;

/** Brings subjects beside ours and bare sockets; found as a service. */
public interface MoreSubjects {
    /**
     * The one of this label.
     *
     * @param label of a subject
     * @return the subject, or null if it is not among these
     */
    @Nullable
    Subject labelled(String label);
}
