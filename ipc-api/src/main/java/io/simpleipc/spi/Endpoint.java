package io.simpleipc.spi;

import java.io.IOException;

/**
 * One address of a transport. Two processes with equal specs must come to the same address. Thread-safe; holds no
 * resource.
 */
public interface Endpoint {
    /**
     * The address for people: logs, thread names, error messages.
     *
     * @return such as {@code unix:/run/user/1000/simple-ipc/chat} or {@code tcp:127.0.0.1:1234}
     */
    String description();

    /**
     * Claims the address for this process and listens on it. Atomic between processes: of any number that call at once
     * exactly one returns; an address left by a dead process counts as free; an address of a frozen one does not. Does
     * not wait for others.
     *
     * @return the claim, to be closed by the caller
     * @throws AddressInUseException if a living process holds the address
     * @throws UnusableAddressException if nobody could listen there: no permission, not ours, not local
     * @throws IOException if the attempt failed for another reason, and may be repeated
     */
    Acceptor listen() throws IOException;

    /**
     * Dials the process that listens at the address. Never connects to itself. The calling thread may be interrupted
     * without harm to the pipe; the flag is kept.
     *
     * @param deadline when to give up
     * @return a connected pipe, to be closed by the caller
     * @throws NoListenerException if nobody listens there now
     * @throws UnusableAddressException if nobody could be reached there: no permission, wrong kind of file, the
     *     listener belongs to another user
     * @throws IOException if the attempt failed for another reason, and may be repeated
     */
    Pipe connect(Deadline deadline) throws IOException;
}
