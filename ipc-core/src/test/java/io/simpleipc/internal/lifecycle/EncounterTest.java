package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.internal.lifecycle.Encounter.Met;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class EncounterTest {
    private final IOException cause = new IOException("seen");

    @Test
    void inUseAndRefusedThroughoutIsAForeignProgram() {
        var met = Encounter.NOTHING.then(true, Met.NOBODY, cause).then(true, Met.NOBODY, cause);

        assertReason(met, Reason.HELD_BY_FOREIGN_PROGRAM);
    }

    @Test
    void onceNotInUseIsNoForeignProgram() {
        assertReason(
                Encounter.NOTHING.then(false, Met.NOBODY, cause).then(true, Met.NOBODY, cause), Reason.UNREACHABLE);
    }

    @Test
    void troubleIsUnreachable() {
        assertReason(Encounter.NOTHING.then(true, Met.TROUBLE, cause), Reason.UNREACHABLE);
        assertReason(Encounter.NOTHING, Reason.UNREACHABLE);
    }

    @Test
    void whatAcceptedLastAndSaidNothingIsNoPeer() {
        var failure = Encounter.NOTHING.then(true, Met.NOBODY, cause).accepted().failure("memory:x");

        assertThat(failure).isInstanceOf(NotAnIpcPeerException.class).hasMessageContaining("memory:x");
    }

    @Test
    void aStrangerLongAgoDoesNotCount() {
        var met = Encounter.NOTHING.then(true, Met.STRANGER, cause).then(true, Met.NOBODY, cause);

        assertReason(met, Reason.UNREACHABLE);
    }

    private void assertReason(Encounter met, Reason reason) {
        var failure = met.failure("memory:x");
        assertThat(failure).isInstanceOf(AddressUnusableException.class).hasMessageContaining("memory:x");
        assertThat(((AddressUnusableException) failure).reason()).isEqualTo(reason);
        assertThat(failure.getCause()).isEqualTo(met.cause());
    }
}
