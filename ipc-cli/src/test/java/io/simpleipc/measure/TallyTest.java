package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long SECOND = 1_000_000_000;

    private final Tally ours = new Tally("ours");
    private final Tally raw = new Tally(Raw.BLOCKING.label());
    private final Tally hybrid = new Tally(Raw.HYBRID.label());

    @Test
    void ratiosAreOfRoundTripsPerSecondOfAllSlices() {
        add(ours, 300, SECOND);
        add(raw, 100, SECOND);
        add(hybrid, 600, SECOND);
        add(ours, 100, SECOND);
        add(raw, 100, SECOND);
        add(hybrid, 200, SECOND);

        var row = rows().get(0);

        assertThat(row.get(Figure.PER_SECOND)).isEqualTo(200);
        assertThat(row.get(Figure.RATE_TO_RAW)).isEqualTo(2);
        assertThat(row.get(Figure.RATE_TO_HYBRID)).isEqualTo(0.5);
        assertThat(rows().get(2).get(Figure.OURS_TO_IT)).isEqualTo(0.5);
    }

    @Test
    void theMedianIsThatOfSlicesInTheSameRound() {
        for (int oursInRound : new int[] {100, 200, 900}) {
            add(ours, oursInRound, SECOND);
            add(raw, 100, SECOND);
        }

        var row = Tally.rows(List.of(ours, raw), 64).get(0);

        assertThat(row.get(Figure.MEDIAN_TO_RAW)).isEqualTo(2);
        assertThat(row.get(Figure.RATE_TO_RAW)).isEqualTo(4);
        assertThat(row.get(Figure.RATE_TO_HYBRID)).isNull();
    }

    @Test
    void slicesOfDifferentLengthsAreComparedByRate() {
        add(ours, 10, SECOND / 10);
        add(raw, 100, SECOND);

        assertThat(Tally.rows(List.of(ours, raw), 64).get(0).get(Figure.RATE_TO_RAW))
                .isEqualTo(1, within(1e-9));
    }

    @Test
    void warmUpCountsForTheFirstAndTheSlowestSliceOnly() {
        ours.addWarmUp(5, SECOND);
        ours.addWarmUp(3, SECOND);
        add(ours, 100, SECOND);

        var row = Tally.rows(List.of(ours), 1 << 20).get(0);

        assertThat(row.get(Figure.PER_SECOND)).isEqualTo(100);
        assertThat(row.get(Figure.MIB_PER_SECOND)).isEqualTo(100);
        assertThat(row.get(Figure.COLD_PER_SECOND)).isEqualTo(5);
        assertThat(row.get(Figure.SLOWEST_PER_SECOND)).isEqualTo(3);
        assertThat(row.get(Figure.COUNT)).isEqualTo(100);
        assertThat(ours.warmUpTrips()).isEqualTo(8);
    }

    @Test
    void whatIsUsedUpIsToldForEachRoundTrip() {
        ours.add(10, SECOND, new Vitals.Used(1_000, 20, 50_000, 0, 0), new Vitals.Used(800, 10, 20_000, 0, 0));

        var row = Tally.rows(List.of(ours), 64).get(0);

        assertThat(row.get(Figure.CALLER_BYTES)).isEqualTo(100);
        assertThat(row.get(Figure.PEER_BYTES)).isEqualTo(80);
        assertThat(row.get(Figure.CALLER_SWITCHES)).isEqualTo(2);
        assertThat(row.get(Figure.PEER_SWITCHES)).isEqualTo(1);
        assertThat(row.get(Figure.CALLER_CPU)).isEqualTo(5);
        assertThat(row.get(Figure.PEER_CPU)).isEqualTo(2);
    }

    @Test
    void medianOfAnEvenNumberIsHalfWayBetween() {
        assertThat(Tally.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Tally.median(new double[] {3, 1, 2})).isEqualTo(2);
    }

    private List<Row> rows() {
        return Tally.rows(List.of(ours, raw, hybrid), 64);
    }

    private static void add(Tally tally, long trips, long nanos) {
        tally.add(trips, nanos, Vitals.Used.NOTHING, Vitals.Used.NOTHING);
    }
}
