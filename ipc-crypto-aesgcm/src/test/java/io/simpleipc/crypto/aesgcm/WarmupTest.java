package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Connection;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class WarmupTest {
    @TempDir
    private Path folder;

    @Test
    void theCipherIsWarmedUpOnceByADaemonThatEnds() throws InterruptedException {
        var thread = Warmup.begin();

        assertThat(thread.isDaemon()).isTrue();
        thread.join();
        assertThat(Warmup.begin()).isSameAs(thread);
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    /** In a JVM of its own, since it is done once in the life of one, and says which classes it needs. */
    @Test
    void itBeginsWhenAnEncryptionIsMadeAndNotBefore() throws Exception {
        assertThat(classesLoadedBy("EncryptionKey.generate().close();")).doesNotContain("Warmup$Once");
        assertThat(classesLoadedBy("new AesGcmEncryption(EncryptionKey.generate()).close();"))
                .contains("Warmup$Once");
    }

    private String classesLoadedBy(String statement) throws Exception {
        var program = Files.writeString(folder.resolve("Program.java"), """
                import io.simpleipc.crypto.aesgcm.*;
                class Program {
                    public static void main(String[] none) {
                        %s
                    }
                }
                """.formatted(statement));
        var classPath = Stream.of(AesGcmEncryption.class, Connection.class, LoggerFactory.class)
                .map(type -> new File(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-Xlog:class+load", "-cp", classPath, program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
