package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class KeptAnswersTest {
    private static final int SMALL = 64;

    private final Session session = mock(Session.class);
    private final Inquiries former = new Inquiries(8);
    private final Inquiries present = new Inquiries(8);
    private final KeptAnswers kept = new KeptAnswers();
    private long now = System.nanoTime();

    @Test
    void newAnswersPushOutTheOldestOfTheirOwnLink() {
        keep(present, 1, KeptAnswers.MOST + 1, SMALL);

        assertThat(kept.find(present, 1)).isNull();
        assertThat(kept.find(present, 2)).isNotNull();
    }

    /** The peer may come to ask for those a moment late: the new link is fast. */
    @Test
    void whatWasGivenOverAnEarlierLinkIsNotPushedOutByTheAnswersOfTheNextOne() {
        keep(former, 1, 10, SMALL);
        kept.linkBegins(now);
        keep(present, 1, 3 * KeptAnswers.MOST, SMALL);

        assertThat(kept.find(former, 1)).isNotNull();
        assertThat(kept.find(former, 10)).isNotNull();
    }

    @Test
    void norByItsBytes() {
        keep(former, 1, 1, SMALL);
        kept.linkBegins(now);
        keep(present, 1, 40, KeptAnswers.MOST_BYTES / 10);

        assertThat(kept.find(former, 1)).isNotNull();
        assertThat(kept.find(present, 1)).isNull();
        assertThat(kept.find(present, 40)).isNotNull();
    }

    @Test
    void ofManyLinksTheOldestAreLetGo() {
        var first = keep(former, 1, KeptAnswers.MOST, SMALL);
        for (int i = 0; i < KeptAnswers.EARLIER + 1; i++) {
            kept.linkBegins(now);
            keep(present, 1 + i * KeptAnswers.MOST, KeptAnswers.MOST, SMALL);
        }

        assertThat(kept.find(former, 1)).isNull();
        assertThat(kept.find(present, 1)).isNotNull();
        assertThat(isForgotten(first)).isTrue();
    }

    @Test
    void ofLargeAnswersFewerAreKept() {
        keep(former, 1, 2, KeptAnswers.MOST_BYTES / 2);
        for (int i = 0; i < KeptAnswers.EARLIER + 1; i++) {
            kept.linkBegins(now);
            keep(present, 1 + 2 * i, 2, KeptAnswers.MOST_BYTES / 2);
        }

        assertThat(kept.find(former, 1)).isNull();
        assertThat(kept.find(present, 1)).isNotNull();
    }

    @Test
    void whatIsTooOldIsLetGo() {
        keep(former, 1, 1, SMALL);
        kept.linkBegins(now);
        now += TimeUnit.SECONDS.toNanos(KeptAnswers.LONGEST_SECONDS) / 2 + 1;
        kept.age(now);
        assertThat(kept.find(former, 1)).isNotNull();

        now += TimeUnit.SECONDS.toNanos(KeptAnswers.LONGEST_SECONDS) / 2 + TimeUnit.SECONDS.toNanos(1);
        kept.age(now);

        assertThat(kept.find(former, 1)).isNull();
    }

    @Test
    void ofAnotherPeerNothingIsKept() {
        var inquiry = keep(former, 1, 1, SMALL);
        kept.linkBegins(now);

        kept.clear();

        assertThat(kept.find(former, 1)).isNull();
        assertThat(isForgotten(inquiry)).isTrue();
    }

    /** Returns the first one. */
    private Inquiry keep(Inquiries origin, int firstId, int count, int size) {
        Inquiry first = null;
        for (int id = firstId; id < firstId + count; id++) {
            var inquiry = new Inquiry(session, origin, id, 0, Long.MAX_VALUE, new byte[0]);
            inquiry.answers(new byte[size]);
            kept.keep(inquiry);
            first = first == null ? inquiry : first;
        }
        return first;
    }

    /** It holds no answer any more, so that it would be delivered as forgotten. */
    private boolean isForgotten(Inquiry inquiry) {
        return !inquiry.hasEnd();
    }
}
