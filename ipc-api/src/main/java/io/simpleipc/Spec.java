package io.simpleipc;

import java.time.Duration;
import java.util.Map;

/**
 * Where and how two processes meet: both build the same one. Immutable, with value equality; {@code toString} never
 * shows the secret. The {@link #type()} string selects the transport among those found on the class or module path.
 */
public interface Spec {
    /**
     * A spec with default settings.
     *
     * @param type the transport: {@code tcp}, {@code tcp4}, {@code tcp6}, {@code unix}, or that of a plug-in
     * @param address what the transport understands: {@code :1234}, {@code 127.0.0.1:1234}, a socket's name or path
     * @param secret what both processes know and strangers do not; not empty
     * @return the spec
     * @throws ConfigurationException if one of them is empty
     */
    static Spec of(String type, String address, String secret) {
        return builder().type(type).address(address).secret(secret).build();
    }

    /**
     * A spec for a TCP port of this machine's loopback interface.
     *
     * @param port 1 to 65535
     * @param secret what both processes know; not empty
     * @return the spec
     * @throws ConfigurationException if the port is out of range or the secret is empty
     */
    static Spec tcp(int port, String secret) {
        if (port < 1 || port > 65535) {
            throw new ConfigurationException(
                    "a tcp port is a number from 1 to 65535, not " + port + "; both processes must use the same one",
                    null);
        }
        return of("tcp", ":" + port, secret);
    }

    /**
     * A spec for a unix domain socket: the fastest, and closed to other users.
     *
     * @param socket a bare name, which lives in a private directory of this user, or a path
     * @param secret what both processes know; not empty
     * @return the spec
     * @throws ConfigurationException if one of them is empty
     */
    static Spec unix(String socket, String secret) {
        return of("unix", socket, secret);
    }

    /**
     * Starts an empty spec; type, address and secret must be set.
     *
     * @return a new builder with every other setting at its default
     */
    static Builder builder() {
        return new SpecBuilder();
    }

    /**
     * Starts a spec from the values of this one.
     *
     * @return a new builder
     */
    Builder toBuilder();

    /**
     * Which transport.
     *
     * @return the type string
     */
    String type();

    /**
     * Where to meet.
     *
     * @return the address as it was given
     */
    String address();

    /**
     * What both processes know.
     *
     * @return the secret, or where it is to be read from
     */
    Secret secret();

    /**
     * See {@link Settings#queryTimeout}.
     *
     * @return the timeout
     */
    Duration queryTimeout();

    /**
     * See {@link Settings#drain}.
     *
     * @return the time that {@code close()} waits for handlers
     */
    Duration drain();

    /**
     * See {@link Settings#reconnect}.
     *
     * @return what a client does that loses its server
     */
    Reconnect reconnect();

    /**
     * See {@link Settings#promotion}.
     *
     * @return whether a client may become server
     */
    boolean promotion();

    /**
     * See {@link Settings#maxMessageSize}.
     *
     * @return bytes
     */
    int maxMessageSize();

    /**
     * See {@link Settings#maxInFlight}.
     *
     * @return queries
     */
    int maxInFlight();

    /**
     * See {@link Settings#maxBufferedBytes}.
     *
     * @return bytes
     */
    long maxBufferedBytes();

    /**
     * See {@link Settings#logQueries}.
     *
     * @return whether queries are logged
     */
    boolean logQueries();

    /**
     * See {@link Settings#logKeepAlives}.
     *
     * @return whether keep-alives are logged
     */
    boolean logKeepAlives();

    /**
     * See {@link Settings#allowInsecureRemote}.
     *
     * @return whether another machine's address may be used without encryption
     */
    boolean allowInsecureRemote();

    /**
     * See {@link Settings#options}.
     *
     * @return an immutable map
     */
    Map<String, String> options();

    /** Collects a spec. Not thread-safe. */
    interface Builder extends Settings<Builder> {
        /**
         * Which transport.
         *
         * @param type its type string
         * @return this builder
         */
        Builder type(String type);

        /**
         * Where to meet.
         *
         * @param address what the transport understands
         * @return this builder
         */
        Builder address(String address);

        /**
         * What both processes know, literally.
         *
         * @param secret not empty
         * @return this builder
         */
        Builder secret(String secret);

        /**
         * What both processes know, or where to read it.
         *
         * @param secret a literal, an environment variable or a file
         * @return this builder
         */
        Builder secret(Secret secret);

        /**
         * Checks and makes the spec. Reads no file and opens nothing.
         *
         * @return the spec
         * @throws ConfigurationException if a value is missing or out of range
         */
        Spec build();
    }
}
