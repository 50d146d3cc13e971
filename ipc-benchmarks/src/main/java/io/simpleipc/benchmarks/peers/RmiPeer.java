package io.simpleipc.benchmarks.peers;

import io.simpleipc.measure.Place;
import io.simpleipc.measure.Subject;
import java.io.Closeable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.server.UnicastRemoteObject;
import java.util.EnumSet;
import java.util.Set;

/** Java RMI over tcp. The stub goes through a file: no registry is needed between two that know each other. */
final class RmiPeer implements Subject {
    static final String LABEL = "rmi";

    private static final String STUB = "rmi.stub";

    /** What both sides know. */
    public interface Echo extends Remote {
        /**
         * Answers.
         *
         * @param query any bytes
         * @return the same
         * @throws RemoteException if there is no answer
         */
        byte[] echo(byte[] query) throws RemoteException;
    }

    private static final class Echoing implements Echo {
        @Override
        public byte[] echo(byte[] query) {
            return query;
        }
    }

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
        return EnumSet.of(Ability.THREADS, Ability.LARGE);
    }

    @Override
    public Closeable serve(Place place) throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        System.setProperty("java.rmi.server.hostname", loopback.getHostAddress());
        var echo = new Echoing();
        var stub = UnicastRemoteObject.exportObject(echo, 0, null, port -> new ServerSocket(port, 64, loopback));
        try (var out = new ObjectOutputStream(Files.newOutputStream(place.file(STUB)))) {
            out.writeObject(stub);
        }
        return () -> UnicastRemoteObject.unexportObject(echo, true);
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException, ClassNotFoundException {
        try (var in = new ObjectInputStream(Files.newInputStream(place.file(STUB)))) {
            return new RmiCaller((Echo) in.readObject());
        }
    }

    private record RmiCaller(Echo stub) implements Caller {
        @Override
        public int call(byte[] payload) throws RemoteException {
            return stub.echo(payload).length;
        }

        @Override
        public void close() {
            // RMI keeps its sockets for later; they end with the process.
        }
    }
}
