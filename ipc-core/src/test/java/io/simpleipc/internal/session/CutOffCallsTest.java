package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CutOffCallsTest {
    private static final UUID PEER = new UUID(1, 2);

    private final CutOffCalls cutOff = new CutOffCalls();
    private final Session home = mock(Session.class);
    private final List<Call> calls = Stream.generate(this::call).limit(5).toList();

    private Call call() {
        return Call.waitedForByThisThread(home, 0, 0);
    }

    @BeforeEach
    void aLinkIsCut() {
        cutOff.meets(PEER);
        assertThat(cutOff.add(PEER, calls)).isTrue();
    }

    @Test
    void theyAreTakenInPortionsTheOldestFirst() {
        assertThat(cutOff.areHopeful()).isTrue();
        assertThat(cutOff.take(2)).isEqualTo(calls.subList(0, 2));
        assertThat(cutOff.areHopeful()).isTrue();
        assertThat(cutOff.take(3)).isEqualTo(calls.subList(2, 5));
        assertThat(cutOff.areHopeful()).isFalse();
        assertThat(cutOff.take(1)).isEmpty();
    }

    @Test
    void thoseWithoutHopeAreNotTakenButFoundByTheirHome() {
        cutOff.take(2);
        cutOff.loseHopeOf(new UUID(3, 4), "another has ended");
        assertThat(cutOff.areHopeful()).isTrue();
        cutOff.loseHopeOf(PEER, "it has ended");

        assertThat(cutOff.areHopeful()).isFalse();
        assertThat(cutOff.take(5)).isEmpty();
        assertThat(cutOff.takeLost(home)).containsOnlyKeys(calls.subList(2, 5));
        assertThat(cutOff.takeLost(home)).isEmpty();
    }

    @Test
    void anotherPeerIsNoHope() {
        assertThat(cutOff.add(new UUID(3, 4), List.of(call()))).isFalse();
        cutOff.meets(new UUID(3, 4));
        assertThat(cutOff.areHopeful()).isFalse();
        assertThat(cutOff.takeLost(home).values()).allMatch(why -> why.contains("another one"));
    }
}
