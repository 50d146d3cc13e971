package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.AuthenticationException;
import io.simpleipc.ConfigurationException;
import io.simpleipc.ConnectionLostException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Role;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void eachKindOfFailureHasItsNumberAndKeepsIt() {
        var holder = new Peer(1, Instant.EPOCH, Role.CLIENT, 1);
        var numbers = Map.of(
                new NotConnectedException("", null), 3,
                new PeerBusyException("", holder), 4,
                new AuthenticationException("", null), 5,
                new QueryTimeoutException("", Outcome.UNKNOWN, null), 6,
                new IncompatiblePeerException("", null), 7,
                new NotAnIpcPeerException("", null), 7,
                new ConfigurationException("", null), 2,
                new RemoteQueryException("", "", Outcome.EXECUTED), 1,
                new ConnectionLostException("", Outcome.UNKNOWN, null), 1,
                new IOException(), 1);

        numbers.forEach((failure, number) ->
                assertThat(ExitCode.of(failure).getExitCode()).as("%s", failure).isEqualTo(number));
    }

    @Test
    void whoCannotBeReachedIsNotThereAndAnAddressThatWillNotDoIsAMistake() {
        for (var reason : Reason.values()) {
            var wanted = switch (reason) {
                case UNREACHABLE -> ExitCode.NO_PEER;
                case HELD_BY_FOREIGN_PROGRAM -> ExitCode.FAILED;
                default -> ExitCode.USAGE;
            };
            assertThat(ExitCode.of(new AddressUnusableException(reason, "", null)))
                    .isEqualTo(wanted);
        }
    }
}
