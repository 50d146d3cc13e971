package io.simpleipc.it;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The same game many times, each round with its own seed. Stops at the first wrong one. Prints how many were played,
 * with how many processes started and killed, how long they took, and how many were wrong.
 */
final class Rounds {
    private final String property;
    private final String name;
    private final int count;
    private final long seed;
    private final List<Long> micros = new ArrayList<>();
    private int played;

    /** One round; says how long what it measures took. */
    interface Round {
        /** Plays a round and returns a time in microseconds. */
        long play(int number, Random random) throws Exception;
    }

    /**
     * Some rounds.
     *
     * @param property how many: {@code -Dipc.rounds.<property>}
     * @param otherwise how many where nobody says
     */
    Rounds(String property, String over, int otherwise) {
        this.property = property;
        name = property + " " + over;
        count = Integer.getInteger("ipc.rounds." + property, otherwise);
        seed = Seed.of(name);
    }

    void play(Jvms jvms, Round round) throws Exception {
        long start = System.nanoTime();
        int wrong = 0;
        try {
            while (played < count) {
                wrong = 1;
                micros.add(round.play(played, random(played)));
                played++;
                wrong = 0;
            }
        } catch (AssertionError | Exception e) {
            throw new AssertionError(name + ", round " + played + " of seed " + seed + ": " + e.getMessage(), e);
        } finally {
            Score.rounds(property, played);
            System.out.printf(
                    "[%s] rounds %d, wrong %d, processes started %d, killed %d, p50 %.1f ms, max %.1f ms, %d s in all%n",
                    name,
                    played,
                    wrong,
                    jvms.started(),
                    jvms.killed(),
                    millis(0.5),
                    millis(1),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        }
    }

    /** Neighbouring seeds give {@link Random} much the same first numbers, so they are spread first. */
    private Random random(int round) {
        return new Random(new SplittableRandom(seed + round).nextLong());
    }

    private double millis(double share) {
        if (micros.isEmpty()) {
            return 0;
        }
        var sorted = new ArrayList<>(micros);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, (long) (sorted.size() * share))) / 1000.0;
    }
}
