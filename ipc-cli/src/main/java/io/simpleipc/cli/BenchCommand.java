package io.simpleipc.cli;

import io.simpleipc.measure.Bench;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code ipc bench}: how fast queries are here, beside a bare socket. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures queries of 64 bytes between two processes of its own, beside a bare socket of the same kind in the "
                    + "same run: \"raw\" blocks in its reads, \"hybrid\" reads busily for up to 50 us before.",
            "Whatever else runs on the machine shows in the figures, most of all in p99."
        })
final class BenchCommand implements Callable<Integer> {
    private static final double LEAST_SECONDS = 0.5;
    private static final double MOST_SECONDS = 3_600;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            converter = TypeConverter.class,
            description = "How the processes meet: unix (the default), tcp, tls (over tcp) or tls+unix.")
    private BenchType type = BenchType.UNIX;

    @Option(
            names = "--encryption",
            paramLabel = "aes-256-gcm|none",
            converter = EncryptionConverter.class,
            description = "Encrypts the messages too; none is the default.")
    private String encryption = BenchReport.NONE;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long to measure, without start and warm-up; ${DEFAULT-VALUE} by default.")
    private double seconds = 10;

    @Option(names = "--json", description = "Writes one JSON object on one line instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (!(seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '--seconds': between " + LEAST_SECONDS + " and " + (int) MOST_SECONDS);
        }
        var screen = Screen.ofThisProcess();
        var bar = ProgressBar.onStandardError();
        try {
            boolean encrypted = encryption.equals(BenchReport.AES);
            var bench = Bench.measure(type.transport(), type.tls(), encrypted, seconds, bar::show);
            bar.clear();
            var report = new BenchReport(type.text(), encryption, seconds, bench);
            if (json) {
                screen.plain(report.json());
            } else {
                report.show(screen);
            }
            return 0;
        } catch (IOException e) {
            bar.clear();
            throw new CommandFailure(ExitCode.FAILED, "nothing was measured: " + e.getMessage(), null, e);
        }
    }

    /** Says which types there are when it meets another one. */
    static final class TypeConverter implements ITypeConverter<BenchType> {
        @Override
        public BenchType convert(String text) {
            return BenchType.named(text)
                    .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is none of "
                            + List.of(BenchType.values()).stream()
                                    .map(BenchType::text)
                                    .toList()));
        }
    }

    /** Knows the one encryption that this command brings along. */
    static final class EncryptionConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.equals(BenchReport.AES) || text.equals(BenchReport.NONE)) {
                return text;
            }
            throw new TypeConversionException(
                    "\"" + text + "\" is none of [" + BenchReport.AES + ", " + BenchReport.NONE + "]");
        }
    }
}
