package io.simpleipc;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection at one moment: what it does, with whom, and what it has done since it was made. Immutable.
 *
 * <p>The counts belong to the connection and only rise; a link that is lost takes nothing of them with it. Each is exact
 * once what it counts is over. They are read one after the other while the connection goes on, so while there is traffic
 * two of them may differ by what has just happened; but nothing is counted as answered or failed that is not counted as
 * asked. What is in flight and the round trips are recent values.
 *
 * @param state what the connection does
 * @param role which end this process is, or null while it has none
 * @param peer the joined peer, or null while there is none
 * @param queries what this side has asked
 * @param inquiries what the peer has asked
 * @param messages one-way messages
 * @param links how the connection has fared
 * @param roundTrips how long the last answers took, at most 64, the oldest first: from the call to the moment when this
 *     process had read the answer, which leaves out what its caller needed to wake up
 * @see Connection#snapshot()
 */
public record ConnectionSnapshot(
        ConnectionState state,
        @Nullable Role role,
        @Nullable Peer peer,
        Queries queries,
        Inquiries inquiries,
        Messages messages,
        Links links,
        List<Duration> roundTrips) {

    /**
     * Takes a copy of the list.
     *
     * @param state what the connection does
     * @param role which end this process is, or null
     * @param peer the joined peer, or null
     * @param queries what this side has asked
     * @param inquiries what the peer has asked
     * @param messages one-way messages
     * @param links how the connection has fared
     * @param roundTrips how long the last answers took
     */
    public ConnectionSnapshot {
        requireNonNull(state, "state");
        requireNonNull(queries, "queries");
        requireNonNull(inquiries, "inquiries");
        requireNonNull(messages, "messages");
        requireNonNull(links, "links");
        roundTrips = List.copyOf(roundTrips);
    }

    /**
     * This side's queries. {@link Retry#IDEMPOTENT} counts each attempt.
     *
     * @param inFlight those of which the peer has not said the last word, also if nobody waits for that any more
     * @param asked those that were given to a link; each of them is answered or failed some time
     * @param answered those that returned their answer
     * @param failed those that threw, by what is known about them; each outcome is there
     * @param notSent those that were never given to a link, and are not among the asked: no peer, no room, too large
     */
    public record Queries(int inFlight, long asked, long answered, Map<Outcome, Long> failed, long notSent) {
        /**
         * Takes a copy of the map, with zero for what is missing.
         *
         * @param inFlight of which the peer has not said the last word
         * @param asked given to a link
         * @param answered returned their answer
         * @param failed threw, by outcome
         * @param notSent never given to a link
         */
        public Queries {
            failed = complete(Outcome.class, failed);
        }
    }

    /**
     * The peer's queries.
     *
     * @param inFlight those that are not answered yet, of the present peer
     * @param received all that came; what a lost link took along before a handler had it may be neither of the next
     * @param answered those whose handler gave an answer
     * @param failed those whose handler failed, and those that were refused: no handler, too late, too deep
     */
    public record Inquiries(int inFlight, long received, long answered, long failed) {}

    /**
     * One-way messages.
     *
     * @param sent those that were given to a link
     * @param received all that came, also those for which there is no handler
     */
    public record Messages(long sent, long received) {}

    /**
     * How the connection has fared.
     *
     * @param reconnects how often a peer joined, but for the first time
     * @param promotions how often this process was client, lost its server, and became server itself
     * @param refusals how many knocked at this side's door and were not let in, by reason; each reason is there
     */
    public record Links(long reconnects, long promotions, Map<Refusal, Long> refusals) {
        /**
         * Takes a copy of the map, with zero for what is missing.
         *
         * @param reconnects peers that joined, but for the first
         * @param promotions times that this process became server from client
         * @param refusals who was not let in, by reason
         */
        public Links {
            refusals = complete(Refusal.class, refusals);
        }
    }

    private static <K extends Enum<K>> Map<K, Long> complete(Class<K> keys, Map<K, Long> counts) {
        var complete = new EnumMap<K, Long>(keys);
        for (K key : requireNonNull(keys.getEnumConstants())) {
            complete.put(key, counts.getOrDefault(key, 0L));
        }
        return Collections.unmodifiableMap(complete);
    }
}
