package io.simpleipc.cli.doctor;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.AuthenticationException;
import io.simpleipc.Connection;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.cli.doctor.Diagnosis.Occupant;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Connects, and so sees who is at the address. A pair that is joined refuses a third process and is not disturbed; a
 * process that waits alone is joined for a moment. If nobody is there, two connections of this process meet at the
 * address and part again. Used once.
 */
final class Handshake {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String WHO = "who is there";
    private static final String HANDSHAKE = "handshake";

    private final String address;
    private final @Nullable Path socket;
    private final boolean socketThere;
    private final Logger log;
    private final List<Finding> findings = new ArrayList<>();
    private Occupant occupant = Occupant.UNKNOWN;
    private @Nullable Peer peer;

    /**
     * A handshake to come.
     *
     * @param address for people
     * @param socket the place of a unix socket, or null
     * @param log where the engine warns
     */
    Handshake(String address, @Nullable Path socket, Logger log) {
        this.address = address;
        this.socket = socket;
        this.socketThere = socket != null && Files.exists(socket, LinkOption.NOFOLLOW_LINKS);
        this.log = log;
    }

    List<Finding> findings() {
        return findings;
    }

    Occupant occupant() {
        return occupant;
    }

    @Nullable
    Peer peer() {
        return peer;
    }

    /**
     * Shakes hands.
     *
     * @throws io.simpleipc.ConfigurationException if no connection can be made by this spec
     */
    void shake(Spec spec) {
        try (var first = connection(spec)) {
            meet(first, spec);
        }
    }

    /**
     * A connection that takes no part in an election after its first one, and logs for people. It answers nothing, so it
     * never lingers; but what came in the last moment is still told that it was not executed.
     */
    private Connection connection(Spec spec) {
        return Connection.builder(spec)
                .promotion(false)
                .reconnect(Reconnect.OFF)
                .drain(LIMIT)
                .logger(log)
                .build();
    }

    private void meet(Connection first, Spec spec) {
        try {
            first.connect(LIMIT);
            if (first.role() == Role.CLIENT) {
                joined(first.peer());
            } else {
                free(spec);
            }
        } catch (IpcException e) {
            failed(e);
        }
    }

    private void joined(@Nullable Peer waiting) {
        occupant = Occupant.OURS;
        peer = waiting;
        findings.add(Finding.ok(
                WHO, "one of ours, alone: " + (waiting == null ? "gone again meanwhile" : process(waiting))));
        findings.add(Finding.ok(HANDSHAKE, "passed with that process, and parted again"));
    }

    /** Somebody else may have come first, and joined our listener. */
    private void free(Spec spec) {
        occupant = socketThere ? Occupant.STALE : Occupant.FREE;
        findings.add(
                socketThere
                        ? Finding.warning(
                                WHO,
                                "nobody: a process that died has left its socket there",
                                "nothing to do: the next one that connects replaces it")
                        : Finding.ok(WHO, "nobody, the address is free"));
        @Nullable Peer met;
        try (var second = connection(spec)) {
            second.connect(LIMIT);
            met = second.peer();
        }
        findings.add(Finding.ok(
                HANDSHAKE,
                met == null || met.pid() == ProcessHandle.current().pid()
                        ? "passed, between two connections of this process"
                        : "passed with " + process(met) + ", which came meanwhile"));
    }

    private void failed(IpcException failure) {
        if (failure instanceof PeerBusyException busy) {
            occupant = Occupant.OURS;
            peer = busy.holder();
            findings.add(Finding.ok(WHO, "a pair of ours; the client is " + process(busy.holder())));
            findings.add(Finding.ok(HANDSHAKE, "passed: the secret is right, and a third process has no place"));
        } else if (failure instanceof AuthenticationException) {
            occupant = Occupant.FOREIGN;
            findings.add(Finding.problem(WHO, failure));
            findings.add(Finding.problem(
                    HANDSHAKE,
                    "refused: the secret or the certificate of that process is another one",
                    "copy the files of the spec from one side to the other, then ipc doctor again"));
        } else if (failure instanceof IncompatiblePeerException) {
            occupant = Occupant.OURS;
            findings.add(Finding.problem(HANDSHAKE, failure));
        } else if (failure instanceof NotAnIpcPeerException || isForeign(failure)) {
            silent(failure);
        } else {
            findings.add(Finding.problem(findings.isEmpty() ? WHO : HANDSHAKE, failure));
        }
    }

    /** Not a word, or none of ours; a process of ours that is frozen is known by its lock. */
    private void silent(IpcException failure) {
        var holder = socket == null ? Optional.<LockHolder>empty() : LockHolder.of(socket);
        if (holder.isPresent()) {
            occupant = Occupant.OURS;
            peer = holder.get().peer();
            findings.add(Finding.problem(WHO, holder.get().text(), holder.get().cure()));
            return;
        }
        occupant = Occupant.FOREIGN;
        findings.add(Finding.problem(WHO, failure, new Holder(address).cure()));
    }

    private static boolean isForeign(IpcException failure) {
        return failure instanceof AddressUnusableException unusable
                && unusable.reason() == Reason.HELD_BY_FOREIGN_PROGRAM;
    }

    private static String process(Peer peer) {
        return "pid " + peer.pid()
                + (peer.startTime().equals(Instant.EPOCH) ? "" : ", running since " + peer.startTime());
    }
}
