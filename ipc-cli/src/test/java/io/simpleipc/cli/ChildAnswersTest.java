package io.simpleipc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.simpleipc.QueryContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildAnswersTest {
    /** The common pool may have one thread only, and what waits would keep it. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "of the test").start();

    private static final int LONGEST = 4 << 20;

    @TempDir
    Path temp;

    private final Asker asker = new Asker();

    /** Waits for as long as the test wants. */
    private static final class Asker implements QueryContext {
        private volatile boolean gone;

        @Override
        public Duration remaining() {
            return Duration.ofMinutes(1);
        }

        @Override
        public boolean isCancelled() {
            return gone;
        }
    }

    @Test
    void theQueryGoesInAndTheAnswerComesOutWhateverItsSize() throws Exception {
        var query = new byte[3 << 20]; // more than any pipe of the system holds
        new Random(1).nextBytes(query);
        try (var children = new ChildAnswers(List.of("cat"), LONGEST)) {
            assertThat(children.answer(query, asker)).isEqualTo(query);
            assertThat(children.answer(new byte[0], asker)).isEmpty();
        }
    }

    @Test
    void aCommandThatReadsNothingAnswersToo() throws Exception {
        try (var children = new ChildAnswers(List.of("echo", "it is late"), LONGEST)) {
            assertThat(new String(children.answer(new byte[1 << 20], asker), UTF_8))
                    .isEqualTo("it is late\n");
        }
    }

    @Test
    void anotherExitCodeThanZeroIsAFailureThatNamesIt() {
        try (var children = new ChildAnswers(List.of("sh", "-c", "echo half an answer; exit 7"), LONGEST)) {
            assertThatExceptionOfType(ChildFailedException.class)
                    .isThrownBy(() -> children.answer(new byte[0], asker))
                    .withMessage("sh ended with exit code 7");
        }
    }

    /** It is not collected, and who writes for ever is not waited for. */
    @Test
    void anAnswerThatIsTooLongIsAFailureAtOnce() throws Exception {
        try (var children = new ChildAnswers(List.of("yes"), 1_000)) {
            assertThatExceptionOfType(ChildFailedException.class)
                    .isThrownBy(() -> children.answer(new byte[0], asker))
                    .withMessageStartingWith("yes wrote more than the 1000 bytes");
        }
        try (var children = new ChildAnswers(List.of("head", "-c", "1000", "/dev/zero"), 1_000)) {
            assertThat(children.answer(new byte[0], asker)).hasSize(1_000);
        }
    }

    @Test
    void aFileThatIsNoProgramIsToldFromOneThatIsNotThere() throws Exception {
        var file = Files.writeString(temp.resolve("no program"), "text");
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> ChildAnswers.refuseIfMissing(file.toString()))
                .withMessage(file + " is a file that this user may not execute")
                .matches(failure -> failure.code() == ExitCode.USAGE)
                .matches(failure -> ("chmod u+x '" + file + "'").equals(failure.next()));
    }

    @Test
    void nobodyWaitsSoTheChildAndWhatItHasStartedAreKilled() throws Exception {
        try (var children = new ChildAnswers(sleeping(), LONGEST)) {
            var answer = CompletableFuture.supplyAsync(() -> failure(children), OWN_THREAD);
            var pids = pids();

            asker.gone = true;

            assertThat(answer.get(20, SECONDS)).hasMessageContaining("nobody waits for its answer any more");
            awaitEnd(pids);
        }
    }

    @Test
    void theyEndWithTheirOwner() throws Exception {
        var children = new ChildAnswers(sleeping(), LONGEST);
        var answer = CompletableFuture.supplyAsync(() -> failure(children), OWN_THREAD);
        var pids = pids();

        children.close();

        assertThat(answer.get(20, SECONDS)).hasMessageContaining("ipc answer has been ended");
        awaitEnd(pids);
        assertThat(failure(children)).hasMessageContaining("ipc answer has been ended");
    }

    @Test
    void aProgramThatIsNotThereIsSaidBeforeAnybodyAsks() {
        for (var program : List.of("no-such-program", "/no/such/program", temp.toString())) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> ChildAnswers.refuseIfMissing(program))
                    .withMessageContaining("there is no program " + program)
                    .matches(failure -> failure.code() == ExitCode.USAGE);
        }
    }

    /** A shell and a child of it, which write down who they are. */
    private List<String> sleeping() {
        return List.of(
                "sh",
                "-c",
                "sleep 600 & echo $$ $! > " + temp.resolve("new") + "; mv " + temp.resolve("new") + " "
                        + temp.resolve("pids") + "; wait");
    }

    private List<Long> pids() throws Exception {
        var file = temp.resolve("pids");
        await().atMost(20, SECONDS).until(() -> Files.exists(file));
        return List.of(Files.readString(file).strip().split(" ")).stream()
                .map(Long::valueOf)
                .toList();
    }

    private static void awaitEnd(List<Long> pids) {
        assertThat(pids).hasSize(2);
        await().atMost(20, SECONDS)
                .until(() -> pids.stream()
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .filter(ChildAnswersTest::runs)
                                .isPresent()));
    }

    /** Not one that is dead and waits for somebody to take its exit code. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private Exception failure(ChildAnswers children) {
        try {
            children.answer(new byte[0], asker);
            return new IllegalStateException("it has answered");
        } catch (Exception e) {
            return e;
        }
    }
}
