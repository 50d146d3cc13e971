package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Slots.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The small rules that keep strangers cheap, on a clock of the test's own. */
@Timeout(30)
class StrangerBudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = Math.subtractExact(Long.MAX_VALUE, SECOND); // nanoTime may wrap around

    @Test
    void joinsComeInBurstsOf32AndAtAHundredASecond() {
        var bucket = new TokenBucket(100, 32, START);
        assertThat(taken(bucket, START, 50)).isEqualTo(32);
        assertThat(taken(bucket, START + SECOND / 100, 50)).isEqualTo(1);
        assertThat(taken(bucket, START + SECOND / 10, 50)).isEqualTo(9);
        assertThat(taken(bucket, START + 3 * SECOND, 50)).isEqualTo(32);
    }

    @Test
    void noMoreIsSavedThanOneBurst() {
        var bucket = new TokenBucket(100, 10, START);
        assertThat(taken(bucket, START, 5)).isEqualTo(5);
        assertThat(taken(bucket, START + 8 * SECOND / 100, 50)).isEqualTo(10);
    }

    @Test
    void aClockThatStandsStillGivesNothing() {
        var bucket = new TokenBucket(100, 1, START);
        assertThat(taken(bucket, START, 3)).isEqualTo(1);
        assertThat(taken(bucket, START - SECOND, 3)).isZero();
    }

    private static int taken(TokenBucket bucket, long now, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += bucket.take(now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void tenWrongSecretsInTenSecondsDelayEveryVerdict() {
        var wrong = new WrongSecrets();
        for (int i = 0; i < 9; i++) {
            wrong.note(START + i * SECOND);
        }
        assertThat(wrong.due(START + 8 * SECOND)).isEqualTo(START + 8 * SECOND);
        wrong.note(START + 9 * SECOND);
        assertThat(wrong.due(START + 9 * SECOND)).isEqualTo(START + 10 * SECOND);
        assertThat(wrong.due(START + 10 * SECOND)).as("the first is long ago").isEqualTo(START + 10 * SECOND);
        wrong.note(START + 10 * SECOND);
        assertThat(wrong.due(START + 10 * SECOND)).isEqualTo(START + 11 * SECOND);
    }

    @Test
    void oneLineASecondForEachKindWithACountOfTheRest() {
        var lines = new LineBudget();
        assertThat(lines.count(Rejection.WRONG_SECRET, START)).isEqualTo(1);
        assertThat(lines.count(Rejection.WRONG_SECRET, START + 1)).isZero();
        assertThat(lines.count(Rejection.MALFORMED, START + 1)).isEqualTo(1);
        assertThat(lines.count(Rejection.WRONG_SECRET, START + SECOND - 1)).isZero();
        assertThat(lines.count(Rejection.WRONG_SECRET, START + SECOND)).isEqualTo(3);
        assertThat(lines.count(Rejection.WRONG_SECRET, START + 3 * SECOND)).isEqualTo(1);
    }

    @Test
    void aLineSaysHowManyItStandsForIfItIsMoreThanOne() {
        var now = new AtomicLong(START);
        var logger = new RecordingLogger();
        var told = new ArrayList<String>();
        var turnedAway = new TurnedAway(new EngineLog(logger), now::get, (why, count) -> told.add(why + " " + count));
        turnedAway.report(Rejection.WRONG_SECRET, null);
        turnedAway.report(Rejection.WRONG_SECRET, null);
        now.addAndGet(SECOND);
        turnedAway.report(Rejection.WRONG_SECRET, null);
        turnedAway.report(Rejection.BUSY, null);
        turnedAway.report(Rejection.FOREIGN, new IOException("ours"));
        var line = " turned a process away: ";
        assertThat(logger.lines())
                .containsExactly(
                        "WARN" + line + Rejection.WRONG_SECRET.text + " null",
                        "WARN" + line + Rejection.WRONG_SECRET.text + " (2 since the last such line) null",
                        "DEBUG" + line + Rejection.BUSY.text + " null",
                        "ERROR" + line + Rejection.FOREIGN.text + " java.io.IOException: ours");
        assertThat(told)
                .as("each is counted, and told with its line")
                .containsExactly("WRONG_SECRET 1", "WRONG_SECRET 0", "WRONG_SECRET 2", "BUSY 1", "FOREIGN 1");
    }

    @Test
    void theNinthStrangerTakesThePlaceOfTheOldest() {
        var slots = new Slots<String>();
        for (int i = 0; i < 8; i++) {
            assertThat(slots.admit("s" + i, START + i)).isNull();
        }
        assertThat(slots.admit("s8", START + 8)).isEqualTo("s0");
        assertThat(slots.admit("s9", START + 9)).isEqualTo("s1");
        assertThat(slots.all()).containsExactly("s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9");
    }

    @Test
    void whoHasProvedTheSecretIsNotCrowdedOut() {
        var slots = new Slots<String>();
        for (int i = 0; i < 8; i++) {
            slots.admit("s" + i, START);
        }
        slots.reached("s0", Stage.PROVED);
        assertThat(slots.admit("s8", START)).isEqualTo("s1");
        for (int i = 2; i < 9; i++) {
            slots.reached("s" + i, Stage.PROVED);
        }
        assertThat(slots.admit("s9", START)).isEqualTo("s9");
        assertThat(slots.all()).hasSize(8).doesNotContain("s9");
        slots.answered("s5");
        assertThat(slots.admit("s10", START)).isEqualTo("s5");
    }

    @Test
    void whoseHelloIsAnsweredIsNotCrowdedOutBySilentOnes() {
        var slots = new Slots<String>();
        for (int i = 0; i < 8; i++) {
            slots.admit("s" + i, START);
        }
        slots.reached("s0", Stage.WELCOMED);
        slots.reached("s2", Stage.WELCOMED);
        for (int i = 0; i < 100; i++) {
            assertThat(slots.admit("silent" + i, START)).isNotIn("s0", "s2", "silent" + i);
        }
        assertThat(slots.all()).startsWith("s0", "s2").hasSize(8);
        slots.answered("s2");
        assertThat(slots.admit("one more", START)).isEqualTo("s2");
    }

    @Test
    void halfOfThePlacesAreForThoseWhoHaveOnlyJustCome() {
        var slots = new Slots<String>();
        for (int i = 0; i < 8; i++) {
            slots.admit("s" + i, START);
            slots.reached("s" + i, Stage.WELCOMED);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(slots.admit("n" + i, START)).as("n%d", i).isEqualTo("s" + i);
        }
        assertThat(slots.admit("n4", START)).isEqualTo("n0");
        slots.reached("s4", Stage.PROVED);
        slots.reached("n1", Stage.WELCOMED);
        slots.reached("n2", Stage.WELCOMED);
        assertThat(slots.admit("n5", START)).as("five are welcomed").isEqualTo("s5");
        assertThat(slots.admit("n6", START)).isEqualTo("n3");
    }

    @Test
    void whoHasShownLeastGoesFirstAndOfThoseTheOldest() {
        var slots = new Slots<String>();
        for (int i = 0; i < 8; i++) {
            slots.admit("s" + i, START);
        }
        slots.reached("s0", Stage.VOUCHED);
        slots.reached("s1", Stage.VOUCHED);
        slots.reached("s2", Stage.PROVED);
        slots.reached("s3", Stage.WELCOMED);
        slots.reached("s5", Stage.WELCOMED);
        assertThat(slots.admit("n0", START)).isEqualTo("s4");
        slots.reached("n0", Stage.WELCOMED);
        assertThat(slots.admit("n1", START)).as("five are busy").isEqualTo("s3");
        slots.reached("s6", Stage.PROVED);
        slots.reached("s7", Stage.PROVED);
        slots.reached("n1", Stage.PROVED);
        assertThat(slots.admit("n2", START)).isEqualTo("s5");
        slots.reached("n2", Stage.PROVED);
        assertThat(slots.admit("n3", START)).isEqualTo("n0");
        slots.reached("n3", Stage.PROVED);
        assertThat(slots.admit("n4", START)).isEqualTo("s0");
        slots.reached("n4", Stage.PROVED);
        assertThat(slots.admit("n5", START)).isEqualTo("s1");
        slots.reached("n5", Stage.PROVED);
        assertThat(slots.admit("n6", START)).isEqualTo("n6");
    }

    @Test
    void whoHasComeFarIsNotSetBackByWhatIsKnownOfIt() {
        var slots = new Slots<String>();
        for (int i = 0; i < 8; i++) {
            slots.admit("s" + i, START);
        }
        slots.reached("s0", Stage.PROVED);
        slots.reached("s0", Stage.VOUCHED);
        slots.reached("s1", Stage.VOUCHED);
        slots.reached("s1", Stage.WELCOMED);
        for (int i = 2; i < 8; i++) {
            slots.reached("s" + i, Stage.WELCOMED);
        }
        for (int i = 2; i < 8; i++) {
            assertThat(slots.admit("n" + i, START)).isEqualTo(i < 5 ? "s" + i : "n" + (i - 3));
        }
        assertThat(slots.all()).startsWith("s0", "s1");
    }

    @Test
    void strangersHaveFiveSecondsAndInACrowdTwo() {
        var slots = new Slots<String>();
        for (int i = 0; i < 4; i++) {
            slots.admit("early" + i, START);
        }
        slots.admit("late", START);
        assertThat(slots.nanosToNext(START)).isEqualTo(2 * SECOND);
        assertThat(slots.overdue(START + 2 * SECOND - 1)).isEmpty();
        assertThat(slots.overdue(START + 2 * SECOND)).containsExactly("late");
        slots.leave("late");
        assertThat(slots.overdue(START + 5 * SECOND)).hasSize(4);
    }

    @Test
    void whoHasProvedTheSecretHasTheFullTimeInACrowdToo() {
        var slots = new Slots<String>();
        for (int i = 0; i < 5; i++) {
            slots.admit("s" + i, START);
        }
        slots.reached("s4", Stage.PROVED);
        assertThat(slots.nanosToNext(START)).isEqualTo(5 * SECOND);
        assertThat(new Slots<String>().nanosToNext(START)).isEqualTo(Long.MAX_VALUE);
    }
}
