package io.simpleipc.it;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One side of very many sessions, so that each tampered record is judged by itself, by a session that has seen nothing
 * but honest ones: {@code sealing, folder with the keys, seed, sessions, port, dialler}. All share one connection to a
 * {@link SessionTamperer} and take turns in blocks, in which each session says something and hears something, some rounds
 * of handshake and one of records:
 * <pre>
 * dialler u8, then each time length u32 ‖ bytes
 * </pre>
 */
final class JudgedSessions {
    static final int AT_ONCE = 32;

    private final Sealing sealing;
    private final Sealing.Source source;
    private final long seed;
    private final int sessions;
    private final int port;
    private final boolean dialler;

    JudgedSessions(List<String> args) throws Exception {
        sealing = Sealing.valueOf(args.get(0));
        seed = Long.parseLong(args.get(2));
        sessions = Integer.parseInt(args.get(3));
        port = Integer.parseInt(args.get(4));
        dialler = Boolean.parseBoolean(args.get(5));
        source = sealing.open(Path.of(args.get(1)), dialler);
    }

    /** Returns one field with the verdicts of all sessions, see {@link JudgedSession#judge}. */
    List<String> run() throws Exception {
        var verdicts = new StringBuilder();
        var never = Pipe.open();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var bell = never.source();
                var unused = never.sink()) {
            bell.configureBlocking(false);
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            out.writeBoolean(dialler);
            for (int first = 0; first < sessions; first += AT_ONCE) {
                var block = new ArrayList<JudgedSession>();
                for (int number = first; number < Math.min(first + AT_ONCE, sessions); number++) {
                    long own = new SplittableRandom(seed + number).nextLong();
                    block.add(source.session(own, new Tape(bell)));
                }
                play(block, in, out);
                for (var session : block) {
                    verdicts.append(session.judge(read(in)));
                }
            }
        }
        return List.of(verdicts.toString());
    }

    private void play(List<JudgedSession> block, DataInputStream in, DataOutputStream out) throws Exception {
        for (int round = 0; round < sealing.rounds(); round++) {
            for (var session : block) {
                write(out, session.say());
            }
            out.flush();
            for (var session : block) {
                session.hear(read(in));
            }
        }
        for (var session : block) {
            write(out, session.records());
        }
        out.flush();
    }

    static byte[] read(DataInputStream in) throws IOException {
        var bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
