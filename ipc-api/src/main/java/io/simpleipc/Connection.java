package io.simpleipc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One end of a tunnel between exactly two processes. Made once from a {@link Spec}, it outlives any number of links:
 * when the peer goes and returns, the pair is whole again without the program's doing.
 *
 * <p>Safe for any number of threads. Nothing is shared between connections: two of them in one process may differ in
 * everything. Every query ends: it returns the peer's answer or throws an {@link IpcException} within its timeout, and
 * {@link IpcException#outcome()} says whether it may have been executed. Nothing is sent twice.
 */
public interface Connection extends AutoCloseable {
    /**
     * A connection that answers queries by the given handler.
     *
     * @param spec where to meet, the same in both processes
     * @param handler answers the peer's queries
     * @return a connection that is not connected yet
     * @throws ConfigurationException if the spec, a file it names, or the set of plug-ins is wrong
     */
    static Connection of(Spec spec, QueryHandler handler) {
        return builder(spec).onQuery(handler).build();
    }

    /**
     * Starts a connection that differs from the plain one.
     *
     * @param spec where to meet, the same in both processes
     * @return a new builder
     */
    static Builder builder(Spec spec) {
        return new ConnectionBuilder(spec);
    }

    /**
     * Finds the role of this process, waiting up to the query timeout.
     *
     * @see #connect(Duration)
     */
    void connect();

    /**
     * Finds the role of this process: listens if it comes first, joins if it comes second. Returns at once if
     * connected or listening already. May be called again after a failure.
     *
     * @param timeout how long to try; longer than zero
     * @throws PeerBusyException if two other processes are joined here
     * @throws AuthenticationException if the secrets differ
     * @throws IncompatiblePeerException if the other process speaks another version or encryption
     * @throws NotAnIpcPeerException if what answers at the address is not one of us
     * @throws AddressUnusableException if this process can neither listen nor reach anybody there
     * @throws NotConnectedException if the connection is or gets closed, or the waiting thread is interrupted (its flag
     *     is kept)
     */
    void connect(Duration timeout);

    /**
     * Whether a peer is joined right now.
     *
     * @return true in state {@link ConnectionState#CONNECTED}
     */
    boolean isConnected();

    /**
     * What the connection is doing.
     *
     * @return the state at this moment
     */
    ConnectionState state();

    /**
     * Which end this process is.
     *
     * @return the role, or null while it has none
     */
    @Nullable
    Role role();

    /**
     * Who is at the other end.
     *
     * @return the joined peer, or null while there is none
     */
    @Nullable
    Peer peer();

    /**
     * What the connection does and has done, for whoever watches it: see {@link ConnectionSnapshot} for what is exact.
     * Works in every state, a closed connection's too. Waits for nobody, and costs some microseconds: for a look now and
     * then, not for each query.
     *
     * @return this moment
     */
    ConnectionSnapshot snapshot();

    /**
     * Waits for a peer.
     *
     * @param timeout how long
     * @return true as soon as a peer is joined; false if the time is over, the connection is closed or idle, or the
     *     thread is interrupted (its flag is kept)
     */
    boolean awaitConnected(Duration timeout);

    /**
     * Asks the peer, waiting up to the query timeout.
     *
     * @param query any text; strict UTF-8 on the wire
     * @return the answer, may be empty
     * @throws IpcException as {@link #query(byte[], Duration)}; also a {@link RemoteQueryException} if the answer is no
     *     text
     */
    String query(String query);

    /**
     * Asks the peer.
     *
     * @param query any text; strict UTF-8 on the wire
     * @param timeout how long to wait, longer than zero
     * @return the answer, may be empty
     * @throws IpcException as {@link #query(byte[], Duration)}; also a {@link RemoteQueryException} if the answer is no
     *     text
     */
    String query(String query, Duration timeout);

    /**
     * Asks the peer, waiting up to the query timeout.
     *
     * @param query 0 to {@code maxMessageSize} bytes; not to be changed before the answer is there
     * @return the answer, may be empty; the caller owns the array
     * @throws IpcException as {@link #query(byte[], Duration)}
     */
    byte[] query(byte[] query);

    /**
     * Asks the peer. From within a handler it is given no more time than the handler's own asker still waits.
     *
     * @param query 0 to {@code maxMessageSize} bytes; not to be changed before the answer is there
     * @param timeout how long to wait, longer than zero
     * @return the answer, may be empty; the caller owns the array
     * @throws NotConnectedException if there is no peer
     * @throws ConnectionLostException if the link breaks before the query has left, or is closed, or breaks and the same
     *     peer does not come back; if it does, the query is settled over the next link
     * @throws QueryTimeoutException if no answer comes in time; the peer is told that nobody waits any more
     * @throws QueryInterruptedException if the thread is interrupted; the flag is kept and the link lives
     * @throws RemoteQueryException if the peer's handler failed or it has none
     * @throws MessageTooLargeException if the query or its answer exceeds {@code maxMessageSize}
     * @throws PeerOverloadedException if there was no room for the query until the timeout, or queries nest deeper than
     *     64
     */
    byte[] query(byte[] query, Duration timeout);

    /**
     * Asks the peer, and again if the link is lost, as {@code retry} says.
     *
     * @param query any text; strict UTF-8 on the wire
     * @param timeout how long to wait in all, longer than zero
     * @param retry whether the query may be executed more than once
     * @return the answer, may be empty
     * @throws IpcException as {@link #query(byte[], Duration, Retry)}; also a {@link RemoteQueryException} if the answer
     *     is no text
     */
    String query(String query, Duration timeout, Retry retry);

    /**
     * Asks the peer, and again if the link is lost, as {@code retry} says. With {@link Retry#IDEMPOTENT} a query whose
     * outcome is unknown or that was not executed, because the link or the peer was lost, waits for a peer and is asked
     * again, until its time is over or nobody looks for a peer any more. Without a peer in the beginning it fails at once.
     *
     * @param query 0 to {@code maxMessageSize} bytes; not to be changed before the answer is there
     * @param timeout how long to wait in all, longer than zero
     * @param retry whether the query may be executed more than once
     * @return the answer, may be empty; the caller owns the array
     * @throws IpcException as {@link #query(byte[], Duration)}; the outcome is {@link Outcome#UNKNOWN} if that of any
     *     attempt was, unless the last one was executed
     */
    byte[] query(byte[] query, Duration timeout, Retry retry);

    /**
     * Asks the peer without waiting for the answer.
     *
     * @param query any text; strict UTF-8 on the wire
     * @return completes with the answer, or exceptionally with what {@link #query(String)} would throw; see {@link
     *     #queryAsync(byte[], Duration)}
     */
    CompletableFuture<String> queryAsync(String query);

    /**
     * Asks the peer without waiting for the answer.
     *
     * @param query any text; strict UTF-8 on the wire
     * @param timeout how long the answer may take, longer than zero
     * @return completes with the answer, or exceptionally with what {@link #query(String, Duration)} would throw; see
     *     {@link #queryAsync(byte[], Duration)}
     */
    CompletableFuture<String> queryAsync(String query, Duration timeout);

    /**
     * Asks the peer without waiting for the answer.
     *
     * @param query 0 to {@code maxMessageSize} bytes; not to be changed before the future is complete
     * @return completes with the answer, or exceptionally with what {@link #query(byte[])} would throw; see {@link
     *     #queryAsync(byte[], Duration)}
     */
    CompletableFuture<byte[]> queryAsync(byte[] query);

    /**
     * Asks the peer without waiting for the answer. While {@code maxInFlight} queries or {@code maxBufferedBytes} are
     * under way it waits for room, up to the timeout. Never throws an {@link IpcException}: failures complete the
     * future. Cancelling the future cancels the query at the peer. Dependent actions run on worker threads of the
     * connection and may query.
     *
     * @param query 0 to {@code maxMessageSize} bytes; not to be changed before the future is complete
     * @param timeout how long the answer may take, longer than zero
     * @return completes with the answer, or exceptionally with what {@link #query(byte[], Duration)} would throw
     */
    CompletableFuture<byte[]> queryAsync(byte[] query, Duration timeout);

    /**
     * Asks the peer without waiting for the answer, and again if the link is lost, as {@code retry} says.
     *
     * @param query any text; strict UTF-8 on the wire
     * @param timeout how long the answer may take in all, longer than zero
     * @param retry whether the query may be executed more than once
     * @return completes with the answer, or exceptionally with what {@link #query(String, Duration, Retry)} would throw;
     *     see {@link #queryAsync(byte[], Duration)}
     */
    CompletableFuture<String> queryAsync(String query, Duration timeout, Retry retry);

    /**
     * Asks the peer without waiting for the answer, and again if the link is lost, as {@code retry} says.
     *
     * @param query 0 to {@code maxMessageSize} bytes; not to be changed before the future is complete
     * @param timeout how long the answer may take in all, longer than zero
     * @param retry whether the query may be executed more than once
     * @return completes with the answer, or exceptionally with what {@link #query(byte[], Duration, Retry)} would throw;
     *     see {@link #queryAsync(byte[], Duration)}
     */
    CompletableFuture<byte[]> queryAsync(byte[] query, Duration timeout, Retry retry);

    /**
     * Sends a one-way message to the peer's {@link MessageHandler}; there is no answer and no receipt. Waits, up to the
     * query timeout, while the peer's buffer is full.
     *
     * @param message any text; strict UTF-8 on the wire
     * @throws IpcException as {@link #send(byte[])}
     */
    void send(String message);

    /**
     * Sends a one-way message to the peer's {@link MessageHandler}; there is no answer and no receipt. Waits, up to the
     * query timeout, while the peer's buffer is full.
     *
     * @param message 0 to {@code maxMessageSize} bytes; a copy is taken
     * @throws NotConnectedException if there is no peer
     * @throws ConnectionLostException if the link breaks before the message has left
     * @throws MessageTooLargeException if it exceeds {@code maxMessageSize}
     * @throws PeerOverloadedException if there was no room for it until the timeout
     * @throws QueryInterruptedException if the thread is interrupted while it waits for room
     */
    void send(byte[] message);

    /**
     * Closes the connection for good: refuses new queries, waits for running handlers up to {@code drain}, completes
     * everything that is pending, and leaves no thread, descriptor, file or lock behind. May be called in any state,
     * by any thread, a handler too, and any number of times; later calls wait for the first to finish.
     */
    @Override
    void close();

    /** Collects what a connection needs beyond its spec. Not thread-safe. */
    interface Builder extends Settings<Builder> {
        /**
         * Answers the peer's queries as text. Without a handler a query of the peer fails, not executed.
         *
         * @param handler called concurrently
         * @return this builder
         */
        Builder onQuery(QueryHandler handler);

        /**
         * Answers the peer's queries as bytes, instead of {@link #onQuery}.
         *
         * @param handler called concurrently
         * @return this builder
         */
        Builder onBytes(BytesHandler handler);

        /**
         * Takes the peer's one-way messages. Without a handler they are dropped, with one line in the log.
         *
         * @param handler called for one message at a time
         * @return this builder
         */
        Builder onMessage(MessageHandler handler);

        /**
         * Hears what happens to the connection.
         *
         * @param listener called for one event at a time
         * @return this builder
         */
        Builder listener(ConnectionListener listener);

        /**
         * Encrypts what travels. Both processes need a provider with the same key. Counts more than an encryption that
         * the spec names.
         *
         * @param provider thread-safe, belongs to this connection
         * @return this builder
         */
        Builder encryption(EncryptionProvider provider);

        /**
         * Where to log. Default: the SLF4J logger {@code io.simpleipc.Connection}; without an SLF4J provider warnings
         * and errors go to {@link System.Logger}.
         *
         * @param logger the logger
         * @return this builder
         */
        Builder logger(Logger logger);

        /**
         * Runs handlers and listeners. Must run every task it takes, on threads of its own, and is not shut down by the
         * connection. Dependent actions of futures run on threads of the connection in any case. Default: threads of the
         * connection's own, made when needed: up to 64 for queries, 128 for nested ones.
         *
         * @param executor runs tasks concurrently
         * @return this builder
         */
        Builder executor(Executor executor);

        /**
         * Where to look for plug-ins first; the context class loader and the library's own follow.
         *
         * @param loader a class loader
         * @return this builder
         */
        Builder classLoader(ClassLoader loader);

        /**
         * Finds the plug-ins, reads the files, checks everything. Opens no channel and starts no thread.
         *
         * @return a connection that is not connected yet
         * @throws ConfigurationException if something is wrong or missing, with the cure
         */
        Connection build();
    }
}
