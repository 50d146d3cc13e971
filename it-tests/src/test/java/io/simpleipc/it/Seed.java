package io.simpleipc.it;

import java.util.concurrent.ThreadLocalRandom;

/** Where chance starts from: another number each time, unless {@code -Dipc.seed} says which. */
final class Seed {
    private Seed() {}

    static long of(String what) {
        long seed = Long.getLong("ipc.seed", ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
        Score.seed(seed);
        System.out.println("[" + what + "] seed " + seed + "; again: -Dipc.seed=" + seed);
        return seed;
    }
}
