package io.simpleipc.it;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program that is none of ours, at the address or dialling it; remembers every byte it was sent. */
final class Stranger implements AutoCloseable {
    private final List<Closeable> channels = new ArrayList<>(); // guarded by itself
    private final StringBuilder heard = new StringBuilder(); // guarded by itself

    private Stranger() {}

    /** What it does with somebody who dials. */
    private interface Manners {
        void meet(SocketChannel guest) throws IOException;
    }

    static Stranger saying(Address address, String banner) throws IOException {
        return saying(address, banner.getBytes(StandardCharsets.US_ASCII));
    }

    static Stranger saying(Address address, byte[] words) throws IOException {
        return new Stranger().listen(address, guest -> guest.write(ByteBuffer.wrap(words)), false);
    }

    static Stranger echoing(Address address) throws IOException {
        return new Stranger().listen(address, guest -> {}, true);
    }

    static Stranger silent(Address address) throws IOException {
        return new Stranger().listen(address, guest -> {}, false);
    }

    static Stranger hangingUp(Address address) throws IOException {
        return new Stranger().listen(address, SocketChannel::close, false);
    }

    /** Dials again and again, says a few bytes at most, and holds on. */
    static Stranger dialling(Address address, int times) throws IOException {
        var stranger = new Stranger();
        for (int i = 0; i < times; i++) {
            var channel = SocketChannel.open(address.socketAddress());
            stranger.keep(channel);
            if (i % 2 == 0) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) 0x89, 0x53, 0x49}));
            }
            stranger.start("stranger's guest", () -> stranger.listenTo(channel, false));
        }
        return stranger;
    }

    private Stranger listen(Address address, Manners manners, boolean echo) throws IOException {
        var server = address.listenAsForeigner();
        keep(server);
        start("stranger at " + address, () -> accept(server, manners, echo));
        return this;
    }

    private void accept(ServerSocketChannel server, Manners manners, boolean echo) {
        try {
            while (true) {
                var guest = server.accept();
                keep(guest);
                start("stranger's guest", () -> meet(guest, manners, echo));
            }
        } catch (IOException e) {
            note("accepting ended: " + e);
        }
    }

    private void meet(SocketChannel guest, Manners manners, boolean echo) {
        try {
            manners.meet(guest);
            listenTo(guest, echo);
        } catch (IOException e) {
            note("the guest has gone: " + e);
        }
    }

    private void listenTo(SocketChannel channel, boolean echo) {
        var buffer = ByteBuffer.allocate(4096);
        try {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                note(StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString());
                if (echo) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            note("listening ended: " + e);
        }
    }

    private void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void keep(Closeable channel) {
        synchronized (channels) {
            channels.add(channel);
        }
    }

    private void note(String text) {
        synchronized (heard) {
            heard.append(text);
        }
    }

    /** Everything it was sent, a character for each byte. */
    String heard() {
        synchronized (heard) {
            return heard.toString();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (channels) {
            for (var channel : channels) {
                channel.close();
            }
        }
    }
}
