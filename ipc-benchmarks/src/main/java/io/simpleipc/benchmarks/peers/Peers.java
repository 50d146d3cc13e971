package io.simpleipc.benchmarks.peers;

import io.simpleipc.measure.MoreSubjects;
import io.simpleipc.measure.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All of them, by their labels. Loads no class of any but the one that is asked for. */
public final class Peers implements MoreSubjects {
    /** In the order of the report. */
    public static final List<String> LABELS = List.of(
            NettyPeer.LABEL,
            RsocketPeer.LABEL,
            GrpcPeer.LABEL,
            Lsp4jPeer.LABEL,
            JeromqPeer.LABEL,
            RmiPeer.LABEL,
            AeronPeer.WAITING,
            AeronPeer.SPINNING);

    @Override
    public @Nullable Subject labelled(String label) {
        return switch (label) {
            case NettyPeer.LABEL -> new NettyPeer();
            case RsocketPeer.LABEL -> new RsocketPeer();
            case GrpcPeer.LABEL -> new GrpcPeer();
            case Lsp4jPeer.LABEL -> new Lsp4jPeer();
            case JeromqPeer.LABEL -> new JeromqPeer();
            case RmiPeer.LABEL -> new RmiPeer();
            case AeronPeer.WAITING -> new AeronPeer(false);
            case AeronPeer.SPINNING -> new AeronPeer(true);
            default -> null;
        };
    }

    /** Not asked of Netty, lest it be loaded here. */
    private static boolean hasUnixSockets() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /**
     * Those of these labels that can run here: Netty and what is built on it have unix sockets
     * through a library that is there for Linux on x86-64 only.
     *
     * @param labels some of {@link #LABELS}
     * @return the subjects
     */
    public static List<Subject> of(List<String> labels) {
        var subjects = new ArrayList<Subject>();
        for (var label : labels) {
            var subject = new Peers().labelled(label);
            boolean onNetty =
                    List.of(NettyPeer.LABEL, RsocketPeer.LABEL, GrpcPeer.LABEL).contains(label);
            if (subject != null && (!onNetty || hasUnixSockets())) {
                subjects.add(subject);
            }
        }
        return subjects;
    }
}
