package io.simpleipc.measure;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Those of the other process, over a socket of their own. */
final class PeerVitals implements Vitals, Closeable {
    private static final String NAME = "vitals";
    private static final int MARK = 1;
    private static final int TELL = 2;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PeerVitals(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
        this.out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    static PeerVitals connect(Place place) throws IOException {
        return new PeerVitals(place.connect(NAME));
    }

    /** Tells the other process of this one. */
    static Closeable serve(Place place) throws IOException {
        var listener = place.listen(NAME);
        var thread = new Thread(() -> tellAll(listener), NAME);
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private static void tellAll(ServerSocketChannel listener) {
        while (true) {
            try (var peer = new PeerVitals(listener.accept())) {
                tell(peer);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                continue; // the next one, please
            }
        }
    }

    private static void tell(PeerVitals peer) throws IOException {
        var own = new OwnVitals(false);
        while (true) {
            int order = peer.in.read();
            if (order < 0) {
                throw new EOFException();
            }
            var used = Used.NOTHING;
            if (order == MARK) {
                own.mark();
            } else {
                used = own.sinceMark();
            }
            for (long value : new long[] {
                used.bytes(), used.switches(), used.cpuNanos(), used.engineSwitches(), used.engineNanos()
            }) {
                peer.out.writeLong(value);
            }
        }
    }

    @Override
    public void mark() throws IOException {
        ask(MARK);
    }

    @Override
    public Used sinceMark() throws IOException {
        return ask(TELL);
    }

    private Used ask(int order) throws IOException {
        out.write(order);
        return new Used(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
