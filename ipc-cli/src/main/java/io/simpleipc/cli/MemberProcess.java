package io.simpleipc.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A running member of the demo: its process, and the pipe for its orders. */
final class MemberProcess {
    private final Process process;
    private final Writer orders;

    private MemberProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts the program that is running now once more, in another role. The secret goes through standard input. */
    static MemberProcess start(DemoAddress address, String secret) throws IOException {
        var builder = new ProcessBuilder(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                // That links are lost is the plot, which the demo tells itself.
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                Main.class.getName(),
                "demo-member",
                "--type=" + address.type().text(),
                "--address=" + address.text()));
        var member = new MemberProcess(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        member.tell(secret);
        return member;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it ended with; only once it is no longer alive. */
    int exitCode() {
        return process.exitValue();
    }

    BufferedReader output() {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Gives an order. */
    void tell(String order) {
        try {
            orders.write(order + "\n");
            orders.flush();
        } catch (IOException e) {
            // It is ending. Whoever awaits its report will see that it has ended, and say so.
            return;
        }
    }

    /** Ends it at once, as {@code kill -9} does: that very signal, where there are signals. */
    void kill() {
        process.destroyForcibly();
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }
}
