package io.simpleipc.test;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * Something that holds whatever chance makes. Each round has a seed of its own; a failure names it, and
 * {@code -Dipc.seed=} plays that round alone. {@code -Dipc.rounds.properties=} says how many there are. Test code of all
 * modules that add this folder to their own, see build-helper-maven-plugin in the parent; published nowhere.
 *
 * @param name what holds, as a sentence
 */
public record Property(String name, Check check) {
    private static final int ROUNDS = Integer.getInteger("ipc.rounds.properties", 100);

    /** One round. */
    public interface Check {
        void play(Random random) throws Exception;
    }

    public void play() {
        var replayed = Long.getLong("ipc.seed");
        if (replayed != null) {
            play(replayed);
            return;
        }
        long first = new Random().nextInt(Integer.MAX_VALUE);
        System.out.println("[" + name + "] seeds " + first + " to " + (first + ROUNDS - 1));
        for (long seed = first; seed < first + ROUNDS; seed++) {
            play(seed);
        }
    }

    private void play(long seed) {
        try {
            check.play(new Random(new SplittableRandom(seed).nextLong())); // neighbours begin alike otherwise
        } catch (AssertionError | Exception e) {
            throw new AssertionError(name + ": fails, again with -Dipc.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
