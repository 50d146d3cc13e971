package io.simpleipc.internal.session;

/**
 * What went over a link, or over several of them.
 *
 * @param asked queries that were given to it
 * @param answered those whose answer came while somebody waited for it
 * @param received queries of the peer
 * @param messagesSent one-way messages that were given to it
 * @param messagesReceived one-way messages of the peer
 */
record Traffic(long asked, long answered, long received, long messagesSent, long messagesReceived) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

    Traffic plus(Traffic other) {
        return new Traffic(
                asked + other.asked,
                answered + other.answered,
                received + other.received,
                messagesSent + other.messagesSent,
                messagesReceived + other.messagesReceived);
    }
}
