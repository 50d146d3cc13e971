package io.simpleipc.cli;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AuthenticationException;
import io.simpleipc.ConfigurationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.PeerBusyException;
import io.simpleipc.QueryTimeoutException;
import java.util.LinkedHashMap;
import picocli.CommandLine;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.ParameterException;

/** What a command ends with: the same number for the same thing in all of them. */
enum ExitCode implements IExitCodeGenerator {
    OK(0, "It went well."),
    FAILED(1, "It failed; standard error says why."),
    USAGE(2, "The command line, the spec, a file that it names or its address is wrong."),
    NO_PEER(3, "Nobody is at the other side, or nobody came in time."),
    BUSY(4, "Two other processes are joined there."),
    WRONG_SECRET(5, "The two sides do not have the same secret or certificate."),
    TIMEOUT(6, "No answer came in time."),
    INCOMPATIBLE(7, "The other side speaks another version, another encryption or something else.");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The code of a failure. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof CommandFailure known) {
            return known.code();
        } else if (failure instanceof ConfigurationException || failure instanceof ParameterException) {
            return USAGE;
        } else if (failure instanceof NotConnectedException) {
            return NO_PEER;
        } else if (failure instanceof PeerBusyException) {
            return BUSY;
        } else if (failure instanceof AuthenticationException) {
            return WRONG_SECRET;
        } else if (failure instanceof QueryTimeoutException) {
            return TIMEOUT;
        } else if (failure instanceof IncompatiblePeerException || failure instanceof NotAnIpcPeerException) {
            return INCOMPATIBLE;
        }
        return failure instanceof AddressUnusableException unusable ? of(unusable.reason()) : FAILED;
    }

    private static ExitCode of(AddressUnusableException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE -> NO_PEER;
            case HELD_BY_FOREIGN_PROGRAM -> FAILED;
            case UNSAFE_DIRECTORY, NOT_A_SOCKET, NO_PERMISSION, NOT_LOCAL, NAME_TOO_LONG -> USAGE;
        };
    }

    /** Has the help of a command list the codes. */
    static void describe(CommandLine command) {
        var list = new LinkedHashMap<String, String>();
        for (var code : values()) {
            list.put(String.valueOf(code.number), code.meaning);
        }
        list.put("130", "Interrupted by Ctrl-C.");
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(list);
    }

    @Override
    public int getExitCode() {
        return number;
    }
}
