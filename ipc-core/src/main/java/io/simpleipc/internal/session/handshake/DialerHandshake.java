package io.simpleipc.internal.session.handshake;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * The dialler's half of the handshake: bytes in, steps out; no clock, no I/O. Not thread-safe.
 * <pre>
 * hello() ─▶ CHOICE ─▶ NOISE1 ─▶ send NOISE2 ─▶ VERDICT ─▶ joined, with OPEN to send
 * </pre>
 * Source: docs/protocol.md, section 1.
 */
final class DialerHandshake {
    /** What to do next. */
    sealed interface Step {
        /** All input was taken; more is needed. */
        record More() implements Step {}

        /** These bytes are to be sent. */
        record Send(byte[] bytes) implements Step {}

        /** The end: these last bytes are to be sent, then the session may start. */
        record Joined(byte[] open, Agreement agreement) implements Step {}

        /** The end: send the last words, if any, and close. */
        record Failed(byte[] lastWords, IpcException why) implements Step {
            Failed(IpcException why) {
                this(NOTHING, why);
            }
        }

        /** The end for now: close, and dial again later. */
        record TryAgain(IOException why) implements Step {}
    }

    private static final byte[] NOTHING = {};

    private final Introduction self;
    private final ChannelBinding binding;
    private final Randomness randomness;
    private final byte[] hello;
    private final Inbox inbox = new Inbox();
    private @Nullable Message choiceMessage;
    private @Nullable Choice choice;
    private @Nullable Noise noise;
    private boolean over;

    DialerHandshake(Introduction self, ChannelBinding binding, Randomness randomness) {
        this.self = self;
        this.binding = binding;
        this.randomness = randomness;
        this.hello = Message.first(
                Message.HELLO,
                Hello.body(
                        self.features(),
                        self.terms(),
                        binding.kind(),
                        binding.exporter().isPresent()));
    }

    /** The first bytes to send. */
    byte[] hello() {
        return hello.clone();
    }

    /** Whether the other side has shown that it is one of us: by the magic. */
    boolean magicSeen() {
        return inbox.magicSeen();
    }

    /** Whether the other side has not sent a byte. */
    boolean silence() {
        return inbox.isEmpty();
    }

    /**
     * Takes bytes that were received, up to the end of one message.
     *
     * @param in what it leaves is for the next call, or for the session
     */
    Step receive(ByteBuffer in) {
        if (over) {
            throw new IllegalStateException("the handshake is over");
        }
        var step = next(in);
        over = !(step instanceof Step.More || step instanceof Step.Send);
        if (over) {
            wipe();
        }
        return step;
    }

    /** Forgets all keys: for a handshake that is given up. */
    void wipe() {
        if (noise != null) {
            noise.wipe();
        }
    }

    private Step next(ByteBuffer in) {
        try {
            while (true) {
                var message = inbox.next(in, expected(), Message.REFUSE);
                if (message == null) {
                    return new Step.More();
                }
                var step = take(message);
                if (step != null) {
                    return step;
                }
            }
        } catch (MalformedException e) {
            return new Step.Failed(Refusals.notAPeer(misbehaviour(e, in), null));
        } catch (AEADBadTagException e) {
            return new Step.Failed(new AuthenticationException(
                    "the process at this address did not prove the secret: the"
                            + " secrets differ, or the connection was altered; give both processes the same secret",
                    e));
        } catch (ProviderFailure e) {
            return new Step.Failed(ownFailure(e));
        } catch (GeneralSecurityException e) {
            return new Step.Failed(Refusals.notAPeer("it sent a key that is none", null));
        }
    }

    private String misbehaviour(MalformedException e, ByteBuffer in) {
        if (inbox.magicSeen()) {
            return "it sent " + e.getMessage();
        }
        return inbox.isTls(in)
                ? "it speaks TLS, and this side does not (if it is one of yours, give both processes the same type)"
                : "it says \"" + Refusals.escape(inbox.firstBytes(in)) + "\"";
    }

    private int expected() {
        if (choice == null) {
            return Message.CHOICE;
        }
        return noise == null ? Message.NOISE1 : Message.VERDICT;
    }

    /** Acts on one message; null if the next one is needed before there is anything to do. */
    private @Nullable Step take(Message message) throws MalformedException, GeneralSecurityException, ProviderFailure {
        if (message.type() == Message.REFUSE) {
            return Refusals.read(message.body(), binding.kind());
        }
        if (choice == null || choiceMessage == null) {
            return choice(message);
        }
        if (noise == null) {
            return prove(message.body(), choice, choiceMessage.asSent());
        }
        return verdict(message.body(), choice, noise);
    }

    private @Nullable Step choice(Message message) throws MalformedException {
        var chosen = Choice.read(message.body());
        if (chosen.version() != Hello.VERSION || (chosen.features() & ~self.features()) != 0) {
            return new Step.Failed(new IncompatiblePeerException(
                    "the process at this address chose protocol version "
                            + chosen.version() + " with features " + Long.toHexString(chosen.features())
                            + ", which this side did not offer",
                    null));
        }
        if (chosen.terms().instance().equals(self.terms().instance())) {
            return new Step.Failed(Refusals.notAPeer("it is this very connection", null));
        }
        if (chosen.exporter() && binding.exporter().isEmpty()) {
            throw new MalformedException("a choice of key material that was not offered");
        }
        choice = chosen;
        choiceMessage = message;
        return null;
    }

    private Step prove(byte[] noise1, Choice chosen, byte[] choiceAsSent)
            throws GeneralSecurityException, MalformedException, ProviderFailure {
        if (noise1.length != Noise.OVERHEAD) {
            throw new MalformedException("a NOISE1 of " + noise1.length + " bytes");
        }
        noise = self.noise(
                Transcript.prologue(hello, choiceAsSent, binding, chosen.exporter()), randomness.ephemeral());
        noise.readFirst(noise1);
        var canary = Canary.make(self.encryption().provider(), Canary.ofDialer(noise.handshakeHash()));
        var proof = new Proof(self.pid(), self.startTime(), self.encryption().kind(), canary);
        return new Step.Send(Message.next(Message.NOISE2, noise.writeSecond(proof.write())));
    }

    private Step verdict(byte[] sealed, Choice chosen, Noise finished)
            throws MalformedException, GeneralSecurityException {
        var hash = finished.handshakeHash();
        var split = finished.split();
        try {
            var verdict = Verdict.read(split.fromInitiator.open(NOTHING, sealed));
            if (verdict instanceof Verdict.Joined joined) {
                return joined(joined, chosen, split, hash);
            }
            if (verdict instanceof Verdict.Busy busy) {
                return new Step.Failed(busy(busy, chosen.version()));
            }
            if (verdict instanceof Verdict.Encryption encryption) {
                return new Step.Failed(otherEncryption(encryption.kind()));
            }
            return new Step.TryAgain(new IOException("the process at this address is closing"));
        } finally {
            split.wipe();
        }
    }

    private Step joined(Verdict.Joined joined, Choice chosen, Noise.Split split, byte[] hash)
            throws GeneralSecurityException {
        if (!Canary.opens(self.encryption().provider(), joined.canary(), Canary.ofListener(hash))) {
            return new Step.Failed(
                    open(split, 1), otherEncryption(self.encryption().kind()));
        }
        var peer = new Peer(joined.pid(), joined.startTime(), Role.SERVER, chosen.version());
        Seal seal;
        try {
            seal = Transcript.seal(self.encryption(), split, hash, Transcript.DIALER_TO_LISTENER);
        } catch (ProviderFailure e) {
            return new Step.Failed(open(split, 1), ownFailure(e));
        }
        var terms = chosen.terms();
        return new Step.Joined(
                open(split, 0),
                new Agreement(
                        peer,
                        Role.CLIENT,
                        terms.instance(),
                        joined.session(),
                        terms.limits(),
                        terms.queryTimeout(),
                        (chosen.features() & Hello.RESUMING) != 0,
                        seal));
    }

    private static byte[] open(Noise.Split split, int status) throws GeneralSecurityException {
        return Message.next(Message.OPEN, split.fromResponder.seal(NOTHING, new byte[] {(byte) status}));
    }

    private static IpcException ownFailure(ProviderFailure failure) {
        return new IncompatiblePeerException(failure.getMessage() + ", so that no link can be encrypted", failure);
    }

    private static IpcException busy(Verdict.Busy busy, int version) {
        var holder = new Peer(busy.holderPid(), busy.holderStartTime(), Role.CLIENT, version);
        return new PeerBusyException(
                "two processes are joined at this address already: process " + holder.pid() + ", started "
                        + holder.startTime() + ", holds the place of the second",
                holder);
    }

    private IpcException otherEncryption(String theirs) {
        var ours = self.encryption().kind();
        var what = ours.equals(theirs)
                ? "the two do not decrypt each other's bytes; give both the same encryption provider and key"
                : "it encrypts with \"" + theirs + "\", this side with \"" + ours
                        + "\"; set the same encryption in both";
        return new IncompatiblePeerException("the process at this address has the same secret, but " + what, null);
    }
}
