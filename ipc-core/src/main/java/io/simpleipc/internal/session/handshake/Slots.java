package io.simpleipc.internal.session.handshake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The few places for strangers, and how long each may keep its place. When all are taken the oldest of those goes who have
 * shown least, for refusing the newest would let a handful of silent connections keep everybody out. One that has proved
 * the secret is safe from those that have not; one that was answered, and is busy with its part of a handshake, is safe
 * from those that say nothing: these come by the thousand, those are answered at most a hundred times a second. So that
 * they in turn do not crowd out everybody who has only just come, that goes for half of the places. Not thread-safe; the
 * clock is the caller's. Source: docs/protocol.md, section 1.8.
 *
 * @param <S> a stranger, told apart by identity
 */
final class Slots<S> {
    static final int COUNT = 8;
    static final long PATIENCE_NANOS = 5_000_000_000L;
    static final long CROWDED_PATIENCE_NANOS = 2_000_000_000L;

    private static final int KEPT_FOR_BUSY = COUNT / 2;

    /** How far a stranger has come, the least first. */
    enum Stage {
        /** Has not said who it is, or has had its last answer. */
        SILENT,
        /** The first message of a handshake was answered, the engine's own or one of its pipe. */
        WELCOMED,
        /** Has proved to its pipe who it is. */
        VOUCHED,
        /** Has proved the secret. */
        PROVED
    }

    private record Slot(long since, long deadline, Stage stage) {}

    private final LinkedHashMap<S, Slot> taken = new LinkedHashMap<>(); // oldest first

    /**
     * Gives a stranger a place.
     *
     * @param since when it came; its time runs from then
     * @return who has to go for it: nobody (null), the oldest of those that may be sent away, or, if all have proved the
     *     secret, the stranger itself
     */
    @Nullable
    S admit(S stranger, long since) {
        S leaving = null;
        if (taken.size() >= COUNT) {
            leaving = firstToGo();
            if (leaving == null) {
                return stranger;
            }
            taken.remove(leaving);
        }
        boolean crowded = taken.size() + 1 > COUNT / 2;
        taken.put(stranger, new Slot(since, since + (crowded ? CROWDED_PATIENCE_NANOS : PATIENCE_NANOS), Stage.SILENT));
        return leaving;
    }

    /** The stranger has come so far, or further already. Whoever has proved the secret gets the full time. */
    void reached(S stranger, Stage stage) {
        taken.computeIfPresent(stranger, (s, slot) -> {
            if (stage.compareTo(slot.stage) <= 0) {
                return slot;
            }
            return new Slot(slot.since, stage == Stage.PROVED ? slot.since + PATIENCE_NANOS : slot.deadline, stage);
        });
    }

    /** The stranger has had its last answer and only lingers: its place is no longer safe. */
    void answered(S stranger) {
        taken.computeIfPresent(stranger, (s, slot) -> new Slot(slot.since, slot.deadline, Stage.SILENT));
    }

    void leave(S stranger) {
        taken.remove(stranger);
    }

    /** Those whose time is over; they keep their places until they {@link #leave}. */
    List<S> overdue(long now) {
        var late = new ArrayList<S>();
        taken.forEach((stranger, slot) -> {
            if (slot.deadline - now <= 0) {
                late.add(stranger);
            }
        });
        return late;
    }

    /** How long until the next one is overdue. */
    long nanosToNext(long now) {
        return taken.values().stream()
                .mapToLong(slot -> slot.deadline - now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    List<S> all() {
        return List.copyOf(taken.keySet());
    }

    private @Nullable S firstToGo() {
        var oldest = new EnumMap<Stage, S>(Stage.class);
        int busy = 0;
        for (var slot : taken.entrySet()) {
            var stage = slot.getValue().stage;
            oldest.putIfAbsent(stage, slot.getKey());
            busy += stage == Stage.WELCOMED || stage == Stage.VOUCHED ? 1 : 0;
        }
        if (busy <= KEPT_FOR_BUSY && oldest.containsKey(Stage.SILENT)) {
            return oldest.get(Stage.SILENT);
        }
        return oldest.containsKey(Stage.WELCOMED) ? oldest.get(Stage.WELCOMED) : oldest.get(Stage.VOUCHED);
    }
}
