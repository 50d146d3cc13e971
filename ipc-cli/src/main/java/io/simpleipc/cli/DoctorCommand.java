package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.cli.doctor.Doctor;
import io.simpleipc.cli.doctor.Finding.Status;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc doctor}: what a spec means, and what is wrong with it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Says what a spec means, looks at its files and its address, and tries a handshake; each finding comes with "
                    + "its cure.",
            "A pair that is joined is not disturbed. A process that waits alone sees a peer come and go. If nobody is "
                    + "there, doctor listens for a moment and meets itself.",
            "Exit code 0 if there is no problem, else 1."
        })
final class DoctorCommand implements Callable<Integer> {
    /** Read by slf4j-simple when a logger is made. */
    private static final String PLUG_INS_LOG = "org.slf4j.simpleLogger.log.io.simpleipc";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SpecArgument where = new SpecArgument();

    @Option(names = "--json", description = "Writes one JSON object on one line instead of a list.")
    private boolean json;

    @Override
    public Integer call() {
        var document = ShortForm.parse(where.text()).isPresent() ? null : where.path();
        var diagnosis = Doctor.examine(where::load, document, log());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(DoctorReport.json(diagnosis));
        } else {
            DoctorReport.show(diagnosis, out, Ansi.AUTO);
        }
        out.flush();
        return (diagnosis.status() == Status.PROBLEM ? ExitCode.FAILED : ExitCode.OK).getExitCode();
    }

    /** What plug-ins warn about in their own logs stands among the findings. */
    private Logger log() {
        if (Main.debugs(spec.commandLine())) {
            return LoggerFactory.getLogger(Connection.class);
        }
        System.setProperty(PLUG_INS_LOG, "error");
        return new CommandLog(spec.commandLine().getErr());
    }
}
