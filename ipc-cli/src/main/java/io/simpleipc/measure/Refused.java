package io.simpleipc.measure;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.PeerBusyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How soon a process that may not join hears it: from its call of {@code connect} to the exception. */
record Refused() implements Workload {
    private static final int CONTACTS = 4;
    private static final long LIMIT_SECONDS = 60;

    /** So many processes together stay below ten wrong secrets, after which ours answers slowly to slow guessing down. */
    private static final int FEW = 2;

    @Override
    public String name() {
        return "refuse";
    }

    @Override
    public String title() {
        return "a third process, one with another secret, a foreign program at the address: until it is refused";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN);
    }

    @Override
    public List<Figure> columns() {
        return Columns.MOMENTS;
    }

    @Override
    public List<Row> measure(Stage stage) throws Exception {
        int processes = Math.max(FEW, stage.effort().rounds() / CONTACTS);
        var rows = new ArrayList<Row>();
        for (var subject : stage.subjects()) {
            var place = stage.place();
            try (var joined = subject.connect(place, SMALL)) {
                joined.call(new byte[SMALL]);
                rows.addAll(contacts("busy", subject, place, processes, PeerBusyException.class));
                var stranger = new Place(place.transport(), place.directory(), "not " + place.secret());
                rows.addAll(contacts("other secret", subject, stranger, FEW, AuthenticationException.class));
            }
            var occupied = place.within("foreign");
            var foreign = foreign(occupied, subject.label());
            try {
                rows.addAll(contacts("foreign", subject, occupied, processes, NotAnIpcPeerException.class));
            } finally {
                foreign.close();
            }
        }
        return rows;
    }

    /** The first contact of a process is told apart: its code has never run. */
    private static List<Row> contacts(
            String what, Subject subject, Place place, int processes, Class<? extends IpcException> expected)
            throws IOException, InterruptedException {
        var first = Tally.histogram();
        var later = Tally.histogram();
        for (int i = 0; i < processes; i++) {
            try (var child = Child.start(
                    List.of(),
                    List.of(),
                    Contact.class,
                    place.secret(),
                    subject.label(),
                    place.transport(),
                    place.directory().toString(),
                    String.valueOf(CONTACTS))) {
                child.killAfter(LIMIT_SECONDS);
                var into = first;
                String line;
                while ((line = child.lines().readLine()) != null) {
                    var words = line.split(" ");
                    if (!words[1].equals(expected.getSimpleName())) {
                        throw new IOException(what + ": refused by " + words[1]);
                    }
                    into.recordValue(Long.parseLong(words[0]));
                    into = later;
                }
                child.expectEnd();
            }
        }
        return List.of(Row.of(what + ", first", first), Row.of(what + ", later", later));
    }

    /** Answers the first bytes as a web server would. */
    private static ServerSocketChannel foreign(Place place, String label) throws IOException {
        var listener = place.listen(label);
        var thread = new Thread(
                () -> {
                    while (listener.isOpen()) {
                        try (var caller = listener.accept()) {
                            caller.read(ByteBuffer.allocate(1024));
                            caller.write(StandardCharsets.US_ASCII.encode(
                                    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
                        } catch (IOException e) {
                            continue; // the next one, if it is not over
                        }
                    }
                },
                "foreign");
        thread.setDaemon(true);
        thread.start();
        return listener;
    }
}
