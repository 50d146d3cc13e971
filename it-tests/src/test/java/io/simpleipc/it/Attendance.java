package io.simpleipc.it;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Who was what at one address, by what the processes themselves have said: at no time may there be two that listen, or
 * more than two that are joined. A stay begins when it is said and ends before its end is known to anybody else, so it is
 * never longer than the real one; what is found here is true. A link lasts as long as both of its ends believe in it: one
 * of them may hear late that it is lost. Who loses its claim, or gives up, says nothing of it, and cannot be judged.
 */
final class Attendance {
    private static final long STILL_THERE = Long.MAX_VALUE;

    private final List<Stay> listeners = new ArrayList<>();
    private final Map<Ends, List<Stay>> joined = new HashMap<>();

    /** A process and whom it is joined with, or 0. */
    private record Ends(long pid, long peer) {}

    private record Stay(Ends ends, long from, long to) {}

    /** All moments of a process between the opening of its connection and its end, or now. */
    void add(long pid, List<Moment> moments) {
        var inOrder = new ArrayList<>(moments);
        inOrder.sort(Comparator.comparingLong(Moment::nanos));
        var stays = new HashMap<Ends, Long>(); // since when
        for (var moment : inOrder) {
            switch (moment.what()) {
                case LISTENS, IS_JOINED -> stays.putIfAbsent(new Ends(pid, moment.peer()), moment.nanos());
                case HAS_LOST -> leave(stays, moment.nanos(), false);
                case GOES -> {
                    leave(stays, moment.nanos(), true);
                    return;
                }
            }
        }
        leave(stays, STILL_THERE, true);
    }

    private void leave(Map<Ends, Long> stays, long at, boolean address) {
        stays.entrySet().removeIf(entry -> {
            var ends = entry.getKey();
            if (ends.peer() == 0 && !address) {
                return false;
            }
            var kind = ends.peer() == 0 ? listeners : joined.computeIfAbsent(ends, ignored -> new ArrayList<>());
            return kind.add(new Stay(ends, entry.getValue(), at));
        });
    }

    List<String> lies() {
        var lies = new ArrayList<String>();
        crowds(listeners, 1, "listened", lies);
        crowds(links(), 2, "were joined", lies);
        return lies;
    }

    /** Says of each that comes to too many who they are together. */
    private static void crowds(List<Stay> stays, int most, String what, List<String> lies) {
        var inOrder = new ArrayList<>(stays);
        inOrder.sort(Comparator.comparingLong(Stay::from));
        var there = new ArrayList<Stay>();
        for (var stay : inOrder) {
            there.removeIf(other -> other.to() <= stay.from());
            there.add(stay);
            var pids = new TreeSet<Long>();
            there.forEach(other -> {
                pids.add(other.ends().pid());
                pids.add(other.ends().peer());
            });
            pids.remove(0L);
            if (pids.size() > most) {
                lies.add("processes " + pids + " " + what + " at once");
            }
        }
    }

    private List<Stay> links() {
        var links = new ArrayList<Stay>();
        joined.forEach((ends, stays) -> {
            if (ends.pid() < ends.peer()) {
                var there = joined.getOrDefault(new Ends(ends.peer(), ends.pid()), List.of());
                links.addAll(common(stays, there));
            }
        });
        return links;
    }

    /** When both are there; the stays of each are in order. */
    private static List<Stay> common(List<Stay> some, List<Stay> others) {
        var common = new ArrayList<Stay>();
        int i = 0;
        int j = 0;
        while (i < some.size() && j < others.size()) {
            var one = some.get(i);
            var other = others.get(j);
            long from = Math.max(one.from(), other.from());
            long to = Math.min(one.to(), other.to());
            if (from < to) {
                common.add(new Stay(one.ends(), from, to));
            }
            if (one.to() < other.to()) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    /** How many stays and links were seen: where there are none, nothing was judged. */
    @Override
    public String toString() {
        return listeners.size() + " times a listener, " + links().size() + " links";
    }
}
