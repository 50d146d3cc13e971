package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever one link says the other one hears. A failing seed can be played again with -Dipc.seed=. */
@Tag("many-rounds")
@Timeout(120)
class RoundTripTest {
    private final long seed = Long.getLong("ipc.seed", System.nanoTime());

    @Test
    void whatOneLinkSaysTheOtherHears() throws Exception {
        System.out.println("[what one link says the other hears] seed " + seed + "; again: -Dipc.seed=" + seed);
        for (int round = 0; round < 60; round++) {
            talk(new Random(seed + round), round);
        }
    }

    private static void talk(Random random, int round) throws Exception {
        var pair = MemoryPipe.pair(1 + random.nextInt(100_000));
        var cuts = new Random(random.nextLong());
        int most = 1 + random.nextInt(70_000);
        pair[1].cutBy(there -> 1 + cuts.nextInt(most)); // used by the hearing link's reading thread only
        var hears = new Recorder();
        byte[] key = {1};
        boolean sealed = random.nextBoolean();
        var says = link(pair[0], sealed ? new MacSeal(MacSealTest.IDENTITY, key, key, 1) : Seal.NONE);
        var listens = link(pair[1], sealed ? new MacSeal(MacSealTest.IDENTITY, key, key, 0) : Seal.NONE);
        new Thread(() -> says.run(new Recorder()), "says").start();
        new Thread(() -> listens.run(hears), "hears").start();

        var smalls = new ArrayList<String>();
        var larges = new ArrayList<String>();
        long id = 0;
        for (int i = 0; i < 30; i++) {
            int size = random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(300);
            byte[] payload = Bytes.pattern(size, i);
            List<String> expected = size > Frame.WHOLE ? larges : smalls;
            switch (random.nextInt(6)) {
                case 0 -> {
                    long parent = random.nextLong();
                    int depth = random.nextInt(256);
                    var call = new Rig.Call();
                    says.query(
                            payload,
                            parent,
                            depth,
                            io.simpleipc.spi.Deadline.after(java.time.Duration.ofDays(60))
                                    .nanoTime(),
                            call);
                    assertThat(call.id).isEqualTo(++id);
                    expected.add("query " + id + " parent " + parent + " depth " + depth + " remaining 4294967295 "
                            + Recorder.of(payload));
                }
                case 1 -> {
                    says.answer(1_000 + i, payload, Rig.SOON.nanoTime());
                    expected.add("answer " + (1_000 + i) + " " + Recorder.of(payload));
                }
                case 2 -> {
                    says.message(payload, Rig.SOON);
                    id++;
                    expected.add("message " + Recorder.of(payload));
                }
                case 3 -> {
                    var failure = failure(random);
                    says.failure(i, failure);
                    smalls.add("failure " + i + " " + failure);
                }
                default -> {
                    says.cancel(i);
                    smalls.add("cancel " + i);
                }
            }
        }
        var heardSmalls = new ArrayList<String>();
        var heardLarges = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            String event = hears.next();
            (larges.contains(event) ? heardLarges : heardSmalls).add(event);
        }
        assertThat(heardSmalls).as("round " + round).isEqualTo(smalls); // in order; the large ones take turns
        assertThat(heardLarges).as("round " + round).containsExactlyInAnyOrderElementsOf(larges);
        says.close(new java.io.IOException("done"));
        assertThat(hears.next()).isEqualTo("ended");
    }

    private static Link link(MemoryPipe pipe, Seal seal) {
        var limits = new Limits(1 << 20, 64, 16L << 20);
        return new Link(pipe, limits, limits, seal, ByteBuffer.allocate(0), false);
    }

    private static Failure failure(Random random) {
        String text = "ä€𝄞x".repeat(random.nextInt(15));
        return switch (random.nextInt(7)) {
            case 0 -> new Failure.HandlerFailed("java.lang.Error", text);
            case 1 -> new Failure.NoHandler(text);
            case 2 -> new Failure.Overloaded(text);
            case 3 -> new Failure.AnswerTooLarge(random.nextLong(), random.nextLong());
            case 4 -> new Failure.Closing();
            case 5 -> new Failure.Expired();
            default -> new Failure.Late();
        };
    }
}
