package io.simpleipc.internal.wire;

import java.io.IOException;

/** The link was closed before the frame was staged: the peer will never see it. */
public final class LinkClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param cause why the link was closed
     */
    public LinkClosedException(IOException cause) {
        super("the link is closed: " + cause.getMessage(), cause);
    }
}
