package io.simpleipc.guide;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** What samples print, instead of on the console. To be closed by the thread that made it. */
final class Printed implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream before;
    private final Consumer<PrintStream> setting;

    private Printed(PrintStream before, Consumer<PrintStream> setting) {
        this.before = before;
        this.setting = setting;
    }

    static Printed onOutput() {
        return new Printed(System.out, System::setOut).begin();
    }

    static Printed onErrors() {
        return new Printed(System.err, System::setErr).begin();
    }

    private Printed begin() {
        setting.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return this;
    }

    List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        setting.accept(before);
    }
}
