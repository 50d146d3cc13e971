package io.simpleipc.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How long a certificate that is made shall be valid. */
final class ValidityOption {
    private static final int MOST_DAYS = 36_500;

    @Option(
            names = "--days",
            paramLabel = "N",
            description =
                    "How long the certificate is valid, 1 to " + MOST_DAYS + " days; ${DEFAULT-VALUE} by default.")
    private int days = 3_650;

    int days() {
        return days;
    }

    Duration of(CommandSpec command) {
        if (days < 1 || days > MOST_DAYS) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--days': from 1 to " + MOST_DAYS + ", not " + days);
        }
        return Duration.ofDays(days);
    }
}
