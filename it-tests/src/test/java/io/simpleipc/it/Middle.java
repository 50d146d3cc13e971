package io.simpleipc.it;

import java.io.Closeable;
import java.io.IOException;

/** The network between a server and its client: a good one until the test says what is wrong with it. */
interface Middle extends Closeable {
    /** Whose words are meant. */
    enum Speaker {
        SERVER,
        CLIENT;

        WorkerJvm in(Pair pair) {
            return this == SERVER ? pair.server() : pair.client();
        }

        Speaker other() {
            return this == SERVER ? CLIENT : SERVER;
        }
    }

    /** What is said from now on, on any link, by either side, arrives so much later, in its order. */
    void delay(int millis);

    /** What that side says on the newest link from now on is lost, and the other side sees an end there. */
    void halfClose(Speaker speaker) throws IOException;

    /** Bytes that were lost so, since nobody told the one who said them. */
    long lost();

    /** What has arrived late so far. */
    Lateness.Sum late();
}
