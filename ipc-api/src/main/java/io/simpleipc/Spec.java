package io.simpleipc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where and how two processes meet: both build the same one. Immutable, with value equality; {@code toString} never
 * shows the secret. The {@link #type()} string selects the transport among those found on the class or module path.
 */
public interface Spec {
    /**
     * A spec with default settings.
     *
     * @param type the transport: {@code tcp}, {@code tcp4}, {@code tcp6}, {@code unix}, {@code tls+} one of them, or that
     *     of a plug-in
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
     * A spec for a transport within TLS 1.3. Both processes present the same certificate and take no other.
     *
     * @param type the transport beneath: {@code tcp}, {@code tcp4}, {@code tcp6}, {@code unix}, or that of a plug-in
     * @param address what that transport understands
     * @param certificate PEM file
     * @param key PEM file with the certificate's private key
     * @param secret what both processes know; not empty
     * @return the spec, of type {@code tls+} the given one
     * @throws ConfigurationException if one of them is empty
     */
    static Spec tls(String type, String address, Path certificate, Path key, String secret) {
        return builder()
                .type(type)
                .address(address)
                .tls(Tls.of(certificate, key))
                .secret(secret)
                .build();
    }

    /**
     * Reads a spec from a JSON file, with the reader of {@code ipc-config-json}. Relative paths within are resolved
     * against the file's directory.
     *
     * @param file UTF-8, at most 1 MiB
     * @return the spec
     * @throws ConfigurationException if the file or something in it is wrong, with file, line, column and the cure; or
     *     if the artifact {@code ipc-config-json} is missing
     */
    static Spec load(Path file) {
        return SpecDocument.load(file);
    }

    /**
     * Reads a spec from JSON, with the reader of {@code ipc-config-json}. Relative paths within are resolved against the
     * directory in which this process was started.
     *
     * @param json the whole document
     * @return the spec
     * @throws ConfigurationException if something in it is wrong, with line, column and the cure; or if the artifact
     *     {@code ipc-config-json} is missing
     */
    static Spec parse(String json) {
        return SpecDocument.parse(json);
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
     * See {@link Settings#tls}.
     *
     * @return certificate and key, or null
     */
    @Nullable
    Tls tls();

    /**
     * See {@link Settings#encryption}.
     *
     * @return the encryption plug-in's name and options, or null
     */
    @Nullable
    Encryption encryption();

    /**
     * See {@link Settings#spin}.
     *
     * @return whether a waiting caller may read busily
     */
    Spin spin();

    /**
     * See {@link Settings#options}.
     *
     * @return an immutable map
     */
    Map<String, String> options();

    /**
     * Writes this spec as JSON, with {@code ipc-config-json}; {@link #parse} makes an equal one of it. Where the secret
     * is read from is written, a secret itself never.
     *
     * @return the document
     * @throws ConfigurationException if this spec holds a literal secret (see {@link #toJsonWithSecrets()}); or if the
     *     artifact {@code ipc-config-json} is missing
     */
    default String toJson() {
        return SpecDocument.write(this, false);
    }

    /**
     * Writes this spec as JSON, literal secrets included: keep the result where others cannot read it.
     *
     * @return the document
     * @throws ConfigurationException if the artifact {@code ipc-config-json} is missing
     */
    default String toJsonWithSecrets() {
        return SpecDocument.write(this, true);
    }

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
