package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sessions have asked for the same inquiry, whose own link is gone: its end goes to the one that is there. */
final class InquiryRouteTest {
    private final Inquiries ofFirst = new Inquiries(8);
    private final Inquiries ofSecond = new Inquiries(8);
    private final Session first = session(ofFirst);
    private final Session second = session(ofSecond);
    private final Inquiry inquiry =
            new Inquiry(mock(Session.class), new Inquiries(8), 1, 0, Long.MAX_VALUE, new byte[0]);
    private final Inquiry.Route toFirst = new Inquiry.Route(first, 11);
    private final Inquiry.Route toSecond = new Inquiry.Route(second, 22);

    private static Session session(Inquiries inquiries) {
        var session = mock(Session.class);
        when(session.inquiries()).thenReturn(inquiries);
        return session;
    }

    @BeforeEach
    void bothHaveAsked() {
        when(second.isLaterThan(first)).thenReturn(true);
        ofFirst.attach(11, inquiry);
        ofSecond.attach(22, inquiry);
    }

    @Test
    void theLaterSessionTakesOver() {
        inquiry.moveTo(toFirst);
        inquiry.moveTo(toSecond);

        assertThat(inquiry.route()).isSameAs(toSecond);
        assertThat(ofFirst.size()).isZero();
        assertThat(ofSecond.size()).isEqualTo(1);
    }

    /** The engine thread of the first was held up between reading and doing. */
    @Test
    void theEarlierOneDoesNotTakeItBack() {
        inquiry.answers(new byte[] {1});

        assertThat(inquiry.moveTo(toSecond)).isTrue();
        assertThat(inquiry.moveTo(toFirst)).isFalse();

        assertThat(inquiry.route()).isSameAs(toSecond);
        assertThat(ofFirst.size()).isZero();
        assertThat(ofSecond.size()).isEqualTo(1);
    }
}
