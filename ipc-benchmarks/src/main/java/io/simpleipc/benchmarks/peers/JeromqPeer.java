package io.simpleipc.benchmarks.peers;

import io.simpleipc.measure.Others;
import io.simpleipc.measure.Place;
import io.simpleipc.measure.Slice;
import io.simpleipc.measure.Subject;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * JeroMQ over tcp: a dealer that asks, a router that answers. Sockets are for one thread: each has its own. Version 0.6.0
 * has two faults that a measurement must not hang at: now and then (3 to 6 of 100 in loops here) a router never answers a
 * socket that has just connected, and the closing of a context does not end.
 */
final class JeromqPeer implements Subject {
    static final String LABEL = "jeromq";

    private static final int MOST_SOCKETS = 10;
    private static final int GREETING_MILLIS = 1_000;
    private static final int CLOSING_MILLIS = 1_000;

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public boolean goesOver(String transport) {
        return transport.equals("tcp");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public Closeable serve(Place place) throws IOException {
        var context = new ZContext();
        var router = context.createSocket(SocketType.ROUTER);
        router.bind("tcp://127.0.0.1:" + place.pickPort(LABEL));
        var thread = new Thread(() -> answerAll(router), LABEL);
        thread.setDaemon(true);
        thread.start();
        return () -> close(context);
    }

    private static void answerAll(ZMQ.Socket router) {
        try {
            while (true) {
                router.send(router.recv(), ZMQ.SNDMORE); // from whom, to whom
                router.send(router.recv());
            }
        } catch (ZMQException e) {
            return; // the measurement is over
        }
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException {
        var context = new ZContext();
        var address = "tcp://127.0.0.1:" + place.port(LABEL);
        for (int i = 0; i < MOST_SOCKETS; i++) {
            var dealer = context.createSocket(SocketType.DEALER);
            dealer.connect(address);
            if (isAnswered(dealer)) {
                return new JeromqCaller(context, dealer, new Others(this, place));
            }
            dealer.close();
        }
        close(context);
        throw new IOException("none of " + MOST_SOCKETS + " sockets to " + address + " was answered within "
                + GREETING_MILLIS + " ms; look whether the other process still runs");
    }

    private static boolean isAnswered(ZMQ.Socket dealer) {
        dealer.setReceiveTimeOut(GREETING_MILLIS);
        dealer.send(new byte[1]);
        boolean answered = dealer.recv() != null;
        dealer.setReceiveTimeOut(-1);
        return answered;
    }

    private static void close(ZContext context) {
        var closing = new Thread(context::close, "closes " + LABEL);
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record JeromqCaller(ZContext context, ZMQ.Socket dealer, Others others) implements Caller {
        @Override
        public int call(byte[] payload) throws EOFException {
            dealer.send(payload);
            return receive();
        }

        private int receive() throws EOFException {
            var answer = dealer.recv();
            if (answer == null) {
                throw new EOFException();
            }
            return answer.length;
        }

        @Override
        public void keep(int inFlight, byte[] payload, Slice slice) throws Exception {
            Window.keep(inFlight, slice, () -> dealer.send(payload), this::receive);
        }

        @Override
        public Caller another(int index, int payloadBytes) throws Exception {
            return others.get(index, payloadBytes);
        }

        @Override
        public void close() throws IOException {
            others.close();
            JeromqPeer.close(context);
        }
    }
}
