package io.simpleipc.measure;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionListener;
import io.simpleipc.Encryption;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import io.simpleipc.Spec;
import io.simpleipc.Spin;
import io.simpleipc.Tls;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import io.simpleipc.transport.tls.Certificates;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Simple IPC with its defaults, or with some of these.
 *
 * @param aes with AES-256-GCM
 * @param tls within TLS 1.3
 * @param spin with its default of reading busily, or never
 * @param listened with a listener that counts what it hears
 */
record Ours(boolean aes, boolean tls, boolean spin, boolean listened) implements Subject {
    static final Ours PLAIN = new Ours(false, false, true, false);
    static final Ours NO_SPIN = new Ours(false, false, false, false);
    static final Ours AES = new Ours(true, false, true, false);
    static final Ours TLS = new Ours(false, true, true, false);
    static final Ours LISTENED = new Ours(false, false, true, true);

    static final String NAME = "ours";
    private static final String WITH_AES = "+aes";
    private static final String WITH_TLS = "+tls";
    private static final String WITHOUT_SPIN = "-spin";
    private static final String WITH_LISTENER = "+listener";

    static Ours labelled(String label) {
        return new Ours(
                label.contains(WITH_AES),
                label.contains(WITH_TLS),
                !label.contains(WITHOUT_SPIN),
                label.contains(WITH_LISTENER));
    }

    @Override
    public String label() {
        return NAME
                + (aes ? WITH_AES : "")
                + (tls ? WITH_TLS : "")
                + (spin ? "" : WITHOUT_SPIN)
                + (listened ? WITH_LISTENER : "");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    /** The first one writes key and certificate, of which the other process has the copy. */
    @Override
    public Closeable serve(Place place) throws IOException {
        if (aes) {
            try (var key = EncryptionKey.generate()) {
                key.writeTo(place.file(label() + ".key"));
            }
        }
        if (tls) {
            Certificates.selfSigned(place.file(label() + ".crt"), place.file(label() + ".pem"), Duration.ofDays(1));
        }
        if (!place.isUnix()) {
            place.pickPort(label());
        }
        return open(place)::close;
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException {
        return new OurCaller(open(place));
    }

    private Connection open(Place place) throws IOException {
        var connection = build(place, listened ? new Hearing() : new ConnectionListener() {});
        connection.connect();
        return connection;
    }

    /** Both processes run this, as the library's users do. Connects to nothing yet. */
    Connection build(Place place, ConnectionListener listener) throws IOException {
        var spec = place.isUnix()
                ? Spec.unix(place.socket(label()).toString(), place.secret())
                : Spec.tcp(place.port(label()), place.secret());
        var answers = new Answers();
        var builder = Connection.builder(spec).onBytes(answers).listener(listener);
        if (aes) {
            builder.encryption(Encryption.of("aes-256-gcm")
                    .with("keyFile", place.file(label() + ".key").toString()));
        }
        if (tls) {
            builder.tls(Tls.of(place.file(label() + ".crt"), place.file(label() + ".pem")));
        }
        if (!spin) {
            builder.spin(Spin.OFF);
        }
        var connection = builder.build();
        answers.askThrough(connection);
        return connection;
    }

    /** Counts what happens. */
    private static final class Hearing implements ConnectionListener {
        private final LongAdder events = new LongAdder();

        @Override
        public void listening() {
            events.increment();
        }

        @Override
        public void connected(Peer peer) {
            events.increment();
        }

        @Override
        public void disconnected(IpcException cause) {
            events.increment();
        }
    }
}
