package io.simpleipc.transport.unix;

import io.simpleipc.Spec;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.UnusableAddressException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM. It does one thing at a path, prints one line, and lives until it is closed. */
final class OtherProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private OtherProcess(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    /** Starts one; {@code prefix} is a command that runs it, such as setpriv. */
    static OtherProcess start(List<String> prefix, String what, Path path) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                OtherProcess.class.getName(),
                what,
                path.toString()));
        return new OtherProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Only what is needed, since a process of another user may not be able to read the rest. */
    private static String classPath() {
        return Stream.of(OtherProcess.class, UnixTransport.class, Spec.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    static String ask(String what, Path path) throws Exception {
        try (var process = start(List.of(), what, path)) {
            return process.line();
        }
    }

    String line() throws IOException {
        var line = out.readLine();
        return line == null ? "nothing" : line;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        kill();
        out.close();
    }

    public static void main(String[] arguments) throws Exception {
        var path = Path.of(arguments[1]);
        var line = act(arguments[0], path);
        System.out.println(arguments[0].endsWith(" and look") ? line + ", " + namesAround(path) : line);
        System.out.flush();
        try (var in = new BufferedReader(new InputStreamReader(System.in));
                OutputStream ignored = System.out) {
            in.readLine();
        }
    }

    private static String act(String what, Path path) throws Exception {
        var builder = Spec.unix(path.toString(), "secret").toBuilder();
        if (what.endsWith(" for root")) {
            builder.options(Map.of("users", "root"));
        }
        var endpoint = new UnixTransport(path).endpoint(builder.build());
        try {
            switch (what.split(" ")[0]) {
                case "lock":
                    var file = FileChannel.open(
                            path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.WRITE);
                    return file.tryLock() == null ? "refused" : "locked";
                case "listen":
                    endpoint.listen();
                    return "listening";
                case "dial":
                    return "read "
                            + read(endpoint.connect(Deadline.after(Duration.ofSeconds(5)))
                                    .selectable());
                default:
                    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                    channel.connect(UnixDomainSocketAddress.of(path));
                    return "read " + read(channel);
            }
        } catch (UnusableAddressException e) {
            return "unusable " + e.reason();
        } catch (IOException e) {
            return "failed " + e.getClass().getSimpleName();
        }
    }

    /** As this process sees it: another may have mounted something else there. */
    private static List<String> namesAround(Path path) throws IOException {
        try (var entries = Files.list(path.getParent())) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** Waits for one byte, or the end. */
    private static int read(java.nio.channels.Channel channel) throws IOException {
        var socket = (SocketChannel) channel;
        socket.configureBlocking(true);
        return socket.read(ByteBuffer.allocate(1));
    }
}
