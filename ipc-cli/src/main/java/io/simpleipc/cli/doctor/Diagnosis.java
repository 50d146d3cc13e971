package io.simpleipc.cli.doctor;

import io.simpleipc.Peer;
import io.simpleipc.cli.doctor.Finding.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is the matter with a spec. Immutable.
 *
 * @param findings in the order of looking
 * @param type of the spec, or null if it could not be read
 * @param address the real one, or null if it is not known
 * @param occupant who is at the address
 * @param peer the process that is there, as it introduced itself, or null
 */
public record Diagnosis(
        List<Finding> findings,
        @Nullable String type,
        @Nullable String address,
        Occupant occupant,
        @Nullable Peer peer) {
    /** Who is at an address. */
    public enum Occupant {
        /** Nobody. */
        FREE,
        /** One of ours, or a pair of them. */
        OURS,
        /** Nobody any more; a dead process has left its socket. */
        STALE,
        /** Somebody who does not know our secret or our language. */
        FOREIGN,
        /** That could not be found out. */
        UNKNOWN
    }

    /** Copies the list. */
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /**
     * The worst of all findings.
     *
     * @return a status
     */
    public Status status() {
        return findings.stream().map(Finding::status).max(Status::compareTo).orElse(Status.OK);
    }

    /**
     * Counts findings.
     *
     * @param status of those that count
     * @return how many there are
     */
    public long count(Status status) {
        return findings.stream().filter(finding -> finding.status() == status).count();
    }
}
