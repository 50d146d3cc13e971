package io.simpleipc.guide;

import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;

// guide: listener
final class Diary implements ConnectionListener {
    @Override
    public void listening() {
        System.out.println("waiting for a peer");
    }

    @Override
    public void connected(Peer peer) {
        System.out.println("joined with the " + peer.role() + ", process " + peer.pid());
    }

    @Override
    public void disconnected(IpcException cause) {
        System.out.println("alone: " + cause.getMessage());
    }

    @Override
    public void gaveUp(IpcException cause) {
        System.out.println("nobody came back");
    }
}
// end
