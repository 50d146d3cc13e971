package io.simpleipc.internal.lifecycle;

import io.simpleipc.Connection;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.internal.lifecycle.Supervisor.Household;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.Handlers;
import io.simpleipc.internal.session.Resumption;
import io.simpleipc.internal.session.Session;
import io.simpleipc.internal.session.SessionSettings;
import io.simpleipc.internal.session.Tally;
import io.simpleipc.internal.session.Workers;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.session.handshake.Introduction;
import io.simpleipc.internal.session.handshake.PayloadEncryption;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.spi.ConnectionProvider;
import io.simpleipc.spi.ConnectionSettings;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Endpoint;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Makes connections: finds the transport, reads the secret, and puts the parts together. Stateless. */
public final class Engine implements ConnectionProvider {
    /** For {@link java.util.ServiceLoader}. */
    public Engine() {}

    @Override
    public Connection create(ConnectionSettings settings) {
        var encryption = encryption(settings);
        try {
            var endpoint = EndpointLookup.in(settings.services(), remoteIfEncrypted(settings.spec(), encryption));
            return tunnel(endpoint, settings, encryption);
        } catch (RuntimeException | Error e) {
            close(encryption, e);
            throw e;
        }
    }

    /** An object counts more than the name in the spec. */
    private static PayloadEncryption encryption(ConnectionSettings settings) {
        var named = settings.spec().encryption();
        return named == null || settings.encryption() != null
                ? PayloadEncryption.of(settings.encryption())
                : EncryptionLookup.in(settings.services().all(EncryptionFactory.class), named);
    }

    /** What is encrypted may cross a network. */
    private static Spec remoteIfEncrypted(Spec spec, PayloadEncryption encryption) {
        return encryption.provider() == null
                ? spec
                : spec.toBuilder().allowInsecureRemote(true).build();
    }

    private static void close(PayloadEncryption encryption, Throwable failure) {
        try {
            encryption.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** A connection at an endpoint, whatever the transport. */
    static Tunnel tunnel(Endpoint endpoint, ConnectionSettings settings, PayloadEncryption encryption) {
        return tunnel(endpoint, settings, encryption, Thread::new);
    }

    /** The same, with threads for its sessions that a test makes. */
    static Tunnel tunnel(
            Endpoint endpoint, ConnectionSettings settings, PayloadEncryption encryption, ThreadFactory threads) {
        var spec = settings.spec();
        var address = endpoint.description();
        var log = new EngineLog(settings.logger());
        var limits =
                new Limits(spec.maxMessageSize(), spec.maxInFlight(), spec.maxBufferedBytes() + Limits.WINDOW_SLACK);
        var instance = UUID.randomUUID();
        var self = introduction(instance, settings.spec(), limits, encryption);
        var workers = new Workers(settings.executor(), address, log);
        var resumption = new Resumption();
        var tally = new Tally();
        var sessionSettings =
                new SessionSettings(spec, limits, Handlers.of(settings), workers, log, resumption, tally, address);
        var recorder = Recorder.at(address);
        var events = new Events(settings.listener(), workers.lane(), log, address, recorder);
        var board = new Board(spec.reconnect(), spec.promotion(), address, events);
        Function<Dialer.Joined, Session> sessions = joined -> Session.of(joined, sessionSettings, board::lost, threads);
        var house = new Listening.House(self, log, address, board::wake);
        var election = new Election(
                endpoint,
                acceptor -> Listening.start(house, acceptor, new Seat(board, instance, sessions, System::nanoTime)),
                (pipe, deadline) -> sessions.apply(Dialer.join(pipe, self, deadline)),
                new Election.Pace(
                        spec.queryTimeout(),
                        spec.reconnect().delay(),
                        () -> ThreadLocalRandom.current().nextDouble()));
        var household = new Household(address, spec.drain(), giveUpText(address, spec), workers, resumption, self, log);
        var watch = new Tunnel.Watch(events, tally, resumption, recorder);
        return new Tunnel(address, spec, board, new Supervisor(household, board, election), workers, watch);
    }

    private static Introduction introduction(UUID instance, Spec spec, Limits limits, PayloadEncryption encryption) {
        var process = ProcessHandle.current();
        var psk = psk(spec.secret());
        try {
            return new Introduction(
                    instance,
                    process.pid(),
                    process.info().startInstant().orElse(Instant.EPOCH),
                    limits,
                    spec.queryTimeout(),
                    psk,
                    encryption,
                    true);
        } finally {
            Arrays.fill(psk, (byte) 0);
        }
    }

    private static byte[] psk(Secret secret) {
        var bytes = secret.resolve();
        try {
            return Introduction.psk(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String giveUpText(String address, Spec spec) {
        var reconnect = spec.reconnect();
        return "took over " + address + " and waited, but no peer came within " + reconnect.maxRetries() + " x "
                + reconnect.delay().toMillis() + " ms (reconnect.maxRetries x delay); the address is free again";
    }
}
