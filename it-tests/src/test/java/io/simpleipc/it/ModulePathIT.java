package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A modular program that requires the API alone, started twice from the module path: the plug-ins that its document names
 * are found there, and so is the library that TLS and passphrases need.
 */
@Timeout(60)
class ModulePathIT {
    private static final String PASSPHRASE = "four words make one";

    @TempDir
    private Path folder;

    private Path program = Path.of("");
    private Document document = Document.of("unix");

    @BeforeEach
    void compileTheProgram() throws IOException {
        program = PluginJar.greeter().compile(folder, Jars.API);
        var passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE);
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        document = document.passphrase(passphrase);
    }

    @Test
    void tlsBringsTheLibraryThatThePassphraseNeeds() throws Exception {
        bothGreet(document.certificate(OpenSsl.ellipticCurve(folder)), Jars.together(path(), tls()));
    }

    /** AES does not require it, for key files do without; but it is a security provider, and so Java takes it along. */
    @Test
    void withoutTlsTheLibraryNeedsNoMoreThanToBeThere() throws Exception {
        bothGreet(document, Jars.together(path(), Jars.BOUNCY_CASTLE));
    }

    @Test
    void withoutTheLibraryTheErrorNamesIt() throws Exception {
        try (var address = Address.unix()) {
            var only = start("only", document.at(address.text()), path());

            assertThat(said("only", only))
                    .startsWith("refused: a passphrase needs Argon2id")
                    .contains("add the artifact org.bouncycastle:bcprov-jdk18on")
                    .contains("or use a keyFile")
                    .doesNotContain(PASSPHRASE);
        }
    }

    private void bothGreet(Document spec, List<Path> modules) throws Exception {
        try (var address = Address.unix()) {
            var first = start("first", spec.at(address.text()), modules);
            var second = start("second", spec.at(address.text()), modules);
            try {
                assertThat(List.of(said("first", first), said("second", second)))
                        .containsExactlyInAnyOrder("SERVER hears: hello, world", "CLIENT hears: hello, world");
            } finally {
                second.destroyForcibly();
            }
        }
    }

    private static Path[] tls() {
        return Jars.TLS.toArray(Path[]::new);
    }

    private List<Path> path() {
        var ours = Jars.together(Jars.API, Jars.ENGINE, Jars.UNIX, Jars.AES, program);
        return Jars.together(ours, Jars.JSON.toArray(Path[]::new));
    }

    private Process start(String name, String spec, List<Path> modules) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-p", PluginJar.path(modules), "-m", "greeter/greeter.Main", spec));
        Score.started();
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve(name).toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private String said(String name, Process process) throws Exception {
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
            return Files.readString(folder.resolve(name)).strip();
        } finally {
            process.destroyForcibly();
        }
    }
}
