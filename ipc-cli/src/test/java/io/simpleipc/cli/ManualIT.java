package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build has made for packagers. */
class ManualIT {
    private static final Path JAR = Path.of(System.getProperty("ipc.jar")).toAbsolutePath();

    @TempDir
    Path temp;

    @Test
    void eachCommandHasAPageBesideTheJarAndInIt() throws IOException {
        var pages = JAR.resolveSibling("man/man1");
        assertThat(pages.resolve("ipc.1")).content().contains("COMMANDS");
        try (var jar = new ZipFile(JAR.toFile())) {
            for (var command : commands()) {
                var page = "ipc-" + command + ".1";
                assertThat(pages.resolve(page)).content().contains(".SH \"SYNOPSIS\"\nipc " + command);
                assertThat(jar.getEntry("META-INF/ipc/man/man1/" + page))
                        .as(page)
                        .isNotNull();
            }
        }
    }

    @Test
    void eachCommandIsCompleted() throws Exception {
        var script = Files.readString(JAR.resolveSibling("completion/ipc.bash"));
        var jar = new IpcJar(temp);
        var process = jar.start("completion");
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();

        assertThat(jar.out()).isEqualTo(script.lines().toList());
        for (var command : commands()) {
            assertThat(completed(command.substring(0, command.length() - 1)))
                    .as(command)
                    .contains(command);
        }
    }

    private String completed(String command) throws Exception {
        var process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + JAR.resolveSibling("completion/ipc.bash") + "; COMP_WORDS=(ipc " + command
                                + "); COMP_CWORD=1; _complete_ipc 2> /dev/null; echo \"${COMPREPLY[*]}\"")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        try (var out = process.getInputStream()) {
            var text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, SECONDS)).isTrue();
            return text.strip();
        }
    }

    private static List<String> commands() {
        var commands = Main.commandLine().getSubcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .map(each -> each.getCommandName())
                .toList();
        assertThat(commands).contains("spec", "keygen", "demo");
        return commands;
    }
}
