package io.simpleipc.internal.session;

import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.NoRoomException;
import java.io.IOException;

/** How a session answers the peer's queries: each gets one answer or failure, which is kept in case that it gets lost. */
final class Replies {
    private final SessionSettings settings;
    private final int maxMessageSize;
    private final boolean resumes;
    private final Link link;
    private final Inquiries inquiries;
    private final QueryLog queryLog;

    Replies(
            SessionSettings settings,
            int maxMessageSize,
            boolean resumes,
            Link link,
            Inquiries inquiries,
            QueryLog queryLog) {
        this.settings = settings;
        this.maxMessageSize = maxMessageSize;
        this.resumes = resumes;
        this.link = link;
        this.inquiries = inquiries;
        this.queryLog = queryLog;
    }

    byte[] handle(byte[] query) throws Exception {
        var handler = settings.handlers().query();
        var answer = handler == null ? null : handler.handle(query);
        if (answer == null) {
            throw new HandlerReturnedNullException();
        }
        return answer;
    }

    void answer(Inquiry inquiry, byte[] answer) {
        if (answer.length > maxMessageSize) {
            refuse(inquiry, new Failure.AnswerTooLarge(answer.length, maxMessageSize));
        } else if (inquiry.isUnwanted()) {
            refuse(inquiry, new Failure.Late());
        } else {
            inquiries.freePlace(inquiry);
            settings.tally().answeredInquiry();
            inquiry.answers(answer);
            keep(inquiry);
            var route = inquiry.route();
            if (route == null) {
                send(inquiry.id(), answer, inquiry.deadline());
            } else {
                inquiry.deliver(route, answer);
            }
        }
    }

    private void keep(Inquiry inquiry) {
        if (resumes) {
            settings.resumption().inquiries().kept().keep(inquiry);
        }
    }

    void send(long id, byte[] answer, long deadline) {
        try {
            link.answer(id, answer, deadline);
            queryLog.query("answered query", id, answer);
        } catch (NoRoomException e) {
            link.failure(id, new Failure.Late());
        } catch (IOException e) {
            // The link is gone; whoever waits for its end has been told why, and the peer knows by itself, or asks
            // again.
            queryLog.event("lost the link before answering query", id);
        }
    }

    void send(long id, Failure failure) {
        link.failure(id, failure);
    }

    void handlerFailed(Inquiry inquiry, Throwable thrown) {
        if (thrown instanceof VirtualMachineError) {
            settings.log().error("a query handler of " + settings.address() + " failed badly", thrown);
        }
        queryLog.event("handler failed with " + thrown.getClass().getName() + " on query", inquiry.id());
        // With its time over the asker is told just that, should it still wait: the handler may have failed for that
        // reason.
        refuse(inquiry, inquiry.isLate() ? new Failure.Late() : Failures.of(thrown));
    }

    void refuse(Inquiry inquiry, Failure failure) {
        inquiries.freePlace(inquiry);
        settings.tally().failedInquiry();
        inquiry.fails(failure);
        keep(inquiry);
        var route = inquiry.route();
        if (route == null) {
            send(inquiry.id(), failure);
        } else {
            inquiry.deliver(route, failure);
        }
    }

    void done(Inquiry inquiry, int payloadLength) {
        inquiries.remove(inquiry);
        link.consumed(payloadLength);
    }
}
