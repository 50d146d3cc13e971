package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.test.Property;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for windows, whatever is sent, taken and given back: on the side that spends, and on the one that grants. */
@Timeout(60)
class CreditPropertiesTest {
    private static final Credits.Charge[] CHARGES = Credits.Charge.values();

    @ParameterizedTest
    @MethodSource({"spending", "granting"})
    void holds(Property property) {
        property.play();
    }

    static Stream<Property> spending() {
        return Stream.of(
                new Property("a message costs its bytes, and 256 at least", random -> {
                    int size = random.nextInt(1 << 20) >> random.nextInt(20);
                    assertThat(Credits.cost(size)).isEqualTo(size > 256 ? size : 256);
                }),
                new Property("what is taken is what was spent and not given back", random -> {
                    var credits = new Credits(window(random));
                    long taken = 0;
                    for (int i = 0; i < 50; i++) {
                        int cost = Credits.cost(random.nextInt(5_000));
                        if (taken > 0 && random.nextBoolean()) {
                            long back = 1 + random.nextLong(taken);
                            credits.giveBack(back);
                            taken -= back;
                        } else if (credits.fits(CHARGES[random.nextInt(3)], cost)) {
                            credits.take(cost);
                            taken += cost;
                        }
                        assertThat(credits.taken()).isEqualTo(taken);
                    }
                }),
                new Property("no class exceeds its mark, and the last one not the window", random -> {
                    long window = window(random);
                    var credits = new Credits(window);
                    for (int i = 0; i < 50; i++) {
                        var charge = CHARGES[random.nextInt(3)];
                        int cost = Credits.cost(random.nextInt(5_000));
                        if (credits.fits(charge, cost)) {
                            credits.take(cost);
                            assertThat(credits.taken()).isLessThanOrEqualTo(mark(charge, window));
                        } else {
                            assertThat(credits.taken() + cost).isGreaterThan(mark(charge, window));
                        }
                    }
                }),
                new Property("what fits into a class fits into the next one", random -> {
                    var credits = filled(random, window(random));
                    int cost = Credits.cost(random.nextInt(20_000));
                    boolean top = credits.fits(Credits.Charge.TOP, cost);
                    boolean nested = credits.fits(Credits.Charge.NESTED, cost);
                    boolean answer = credits.fits(Credits.Charge.ANSWER, cost);
                    assertThat(!top || nested).isTrue();
                    assertThat(!nested || answer).isTrue();
                }),
                new Property("however much top-level queries take, a quarter is left for nested ones", random -> {
                    long window = window(random);
                    var credits = new Credits(window);
                    fill(random, credits, Credits.Charge.TOP);
                    assertThat(credits.fits(Credits.Charge.NESTED, (int) (window / 4)))
                            .isTrue();
                }),
                new Property("however much queries take, a quarter is left for answers", random -> {
                    long window = window(random);
                    var credits = new Credits(window);
                    fill(random, credits, Credits.Charge.TOP);
                    fill(random, credits, Credits.Charge.NESTED);
                    assertThat(credits.fits(Credits.Charge.ANSWER, (int) (window / 4)))
                            .isTrue();
                }),
                new Property("the largest message fits into each class that nothing was taken of", random -> {
                    int largest = 1 + random.nextInt(1 << 20);
                    var credits = new Credits(4L * largest + Limits.WINDOW_SLACK);
                    for (var charge : CHARGES) {
                        assertThat(credits.fits(charge, Credits.cost(largest))).isTrue();
                    }
                }),
                new Property("it still fits while the peer holds credit back", random -> {
                    int largest = 1 + random.nextInt(1 << 20);
                    var credits = new Credits(4L * largest + Limits.WINDOW_SLACK);
                    credits.take(1 + random.nextInt(Credits.HELD_BACK - 1));
                    assertThat(credits.fits(Credits.Charge.TOP, Credits.cost(largest)))
                            .isTrue();
                }),
                new Property(
                        "credit of nothing, of less, or of more than was taken is refused and changes nothing",
                        random -> {
                            var credits = filled(random, window(random));
                            long taken = credits.taken();
                            long wrong = random.nextBoolean()
                                    ? taken + 1 + random.nextInt(1 << 20)
                                    : -random.nextLong(1L << 40);
                            assertThatThrownBy(() -> credits.giveBack(wrong)).isInstanceOf(ProtocolException.class);
                            assertThat(credits.taken()).isEqualTo(taken);
                        }),
                new Property("given back in any portions, all of it is free again", random -> {
                    long window = window(random);
                    var credits = filled(random, window);
                    while (credits.taken() > 0) {
                        credits.giveBack(1 + random.nextLong(credits.taken()));
                    }
                    assertThat(credits.fits(Credits.Charge.ANSWER, (int) window))
                            .isTrue();
                    assertThat(credits.fits(Credits.Charge.ANSWER, (int) window + 1))
                            .isFalse();
                }));
    }

    static Stream<Property> granting() {
        return Stream.of(
                new Property("a peer that keeps to its window is heard", random -> {
                    int window = 20_000 + random.nextInt(100_000);
                    var records = spend(random, window);
                    assertThat(hear(records, window).isWhole()).isTrue();
                    assertThat(hear(records, window).said()).hasSize(records.size());
                }),
                new Property("one message beyond its window ends the link, and only that one is not heard", random -> {
                    int window = 20_000 + random.nextInt(100_000);
                    var records = spend(random, window);
                    records.add(Bytes.record(Bytes.frame(Frame.ANSWER, 0, 1, new byte[1_300])));
                    var heard = hear(records, window);
                    assertThat(heard.said()).hasSize(records.size() - 1);
                    assertThat(heard.end())
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("the receive window has " + window);
                }),
                new Property("a large message is charged as a whole when it begins", random -> {
                    int window = 20_000 + random.nextInt(100_000);
                    byte[] begin = Bytes.frame(Frame.MESSAGE, Frame.MORE, 1, Bytes.u32(window), new byte[1]);
                    byte[] more = Bytes.frame(Frame.ANSWER, 0, 1, new byte[random.nextInt(300)]);
                    var records = new ArrayList<byte[]>();
                    records.add(Bytes.record(begin));
                    assertThat(hear(records, window).isWhole()).isTrue();
                    records.add(Bytes.record(more));
                    assertThat(hear(records, window).end()).isInstanceOf(ProtocolException.class);
                }),
                new Property("the peer gives back no more than was sent, in as many portions as it likes", random -> {
                    var records = new ArrayList<byte[]>();
                    int left = 5_000; // what the one that listens has sent before
                    while (left > 0) {
                        int back = 1 + random.nextInt(left);
                        records.add(Bytes.record(Bytes.frame(Frame.CREDIT, 0, back)));
                        left -= back;
                    }
                    assertThat(hear(records, 20_000).isWhole()).isTrue();
                    records.add(Bytes.record(Bytes.frame(Frame.CREDIT, 0, 1 + random.nextInt(100))));
                    assertThat(hear(records, 20_000).end())
                            .isInstanceOf(ProtocolException.class)
                            .hasMessageContaining("CREDIT");
                }));
    }

    private static long window(Random random) {
        return 2_000 + random.nextInt(200_000);
    }

    private static long mark(Credits.Charge charge, long window) {
        return switch (charge) {
            case TOP -> window / 2;
            case NESTED -> window - window / 4;
            case ANSWER -> window;
        };
    }

    private static Credits filled(Random random, long window) {
        var credits = new Credits(window);
        fill(random, credits, CHARGES[random.nextInt(3)]);
        return credits;
    }

    private static void fill(Random random, Credits credits, Credits.Charge charge) {
        for (int cost = 256; credits.fits(charge, cost); cost = Credits.cost(random.nextInt(20_000))) {
            credits.take(cost);
        }
    }

    /** Answers that take the window up to what the next one of 1,300 bytes would exceed. */
    private static ArrayList<byte[]> spend(Random random, int window) {
        var records = new ArrayList<byte[]>();
        int left = window;
        while (left >= 1_300) {
            int size = Math.min(left, random.nextInt(5_000));
            records.add(Bytes.record(Bytes.frame(Frame.ANSWER, 0, 1, new byte[size])));
            left -= Math.max(256, size);
        }
        return records;
    }

    private static Hearing hear(ArrayList<byte[]> records, int window) {
        return Hearing.of(Bytes.join(records.toArray(byte[][]::new)), new Limits(1 << 20, 64, window), there -> there);
    }
}
