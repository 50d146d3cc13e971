package io.simpleipc.it;

import io.simpleipc.it.SessionTamperer.Case;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What became of the tampered records, counted by what the proxy did and what the receiver said. */
final class Verdicts {
    /** How one direction of a session ended. */
    enum Verdict {
        /** The link was closed at the tampered record. */
        REFUSED,
        /** The link waited for the rest of a record that had become longer. */
        CUT_SHORT,
        /** A bit was changed that means nothing, and all records were opened as they had been sent. */
        HARMLESS,
        /** The tampered record, or what came after it, was taken for good. */
        UNNOTICED,
        /** The receiver got a payload that was not sent, or not in this place. */
        WRONG,
        /** The link ended with an error that is none of its own. */
        UNTYPED,
        /** An honest record was not opened. */
        LOST
    }

    private final Map<Treatment, Map<Verdict, Integer>> counts = new EnumMap<>(Treatment.class);
    private int opened;
    private int lost;

    Verdicts() {
        for (var treatment : Treatment.values()) {
            counts.put(treatment, new EnumMap<>(Verdict.class));
        }
    }

    /**
     * Counts one side's sessions.
     *
     * @param said two characters for each case: how many records were opened, and how it ended
     */
    void add(List<Case> cases, String said) {
        if (said.length() != 2 * cases.size()) {
            throw new AssertionError(cases.size() + " sessions, but " + said.length() / 2 + " verdicts");
        }
        for (int i = 0; i < cases.size(); i++) {
            add(cases.get(i), said.charAt(2 * i) - '0', said.charAt(2 * i + 1));
        }
    }

    private void add(Case tampered, int right, char end) {
        opened += Math.min(right, tampered.honest());
        if (tampered.treatment() != null) {
            counts.get(tampered.treatment()).merge(verdict(tampered, right, end), 1, Integer::sum);
        } else if (right != tampered.honest() || end != JudgedSession.ENDED) {
            lost++;
        }
    }

    private static Verdict verdict(Case tampered, int right, char end) {
        int honest = tampered.honest();
        if (end == JudgedSession.WRONG) {
            return Verdict.WRONG;
        }
        if (end == JudgedSession.UNTYPED) {
            return Verdict.UNTYPED;
        }
        if (tampered.harmless() && right == JudgedSession.RECORDS && end == JudgedSession.ENDED) {
            return Verdict.HARMLESS;
        }
        if (right > honest || end == JudgedSession.ENDED) {
            return Verdict.UNNOTICED;
        }
        if (right < honest) {
            return Verdict.LOST;
        }
        return end == JudgedSession.REFUSED ? Verdict.REFUSED : Verdict.CUT_SHORT;
    }

    int count(Treatment treatment, Verdict verdict) {
        return counts.get(treatment).getOrDefault(verdict, 0);
    }

    int count(Treatment treatment) {
        return counts.get(treatment).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    int count(Verdict verdict) {
        int sum = verdict == Verdict.LOST ? lost : 0;
        for (var treatment : Treatment.values()) {
            sum += count(treatment, verdict);
        }
        return sum;
    }

    /** How many tampered records there were. */
    int judged() {
        return Arrays.stream(Treatment.values()).mapToInt(this::count).sum();
    }

    /** How many honest records were opened. */
    int opened() {
        return opened;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var treatment : Treatment.values()) {
            text.append(treatment).append(' ').append(count(treatment)).append(", ");
        }
        for (var verdict : Verdict.values()) {
            text.append(verdict).append(' ').append(count(verdict)).append(", ");
        }
        return text.append("honest ones opened ").append(opened).toString();
    }
}
