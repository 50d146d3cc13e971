package io.simpleipc.internal.session.handshake;

import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.spi.ChannelBinding;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * The listener's half of the handshake with one stranger: bytes in, steps out; no clock, no I/O. Silent until a whole
 * HELLO has come; computes nothing costly before the answers that its user is asked for. Not thread-safe.
 * <pre>
 * HELLO ─▶ Knock ─ welcome() ─▶ NOISE2 ─▶ Proved ─ joined() ─▶ OPEN ─▶ Seated
 *              └── overloaded()              └── busy(), closing()
 * </pre>
 * Source: docs/protocol.md, section 1.
 */
final class ListenerHandshake {
    /** What to do next. */
    sealed interface Step {
        /** All input was taken; more is needed. */
        record More() implements Step {}

        /** A well-formed HELLO: send {@link #welcome()}, or {@link #overloaded()} and close. */
        record Knock() implements Step {}

        /** The stranger knows the secret: send {@link #joined()}, or {@link #busy} or {@link #closing()} and close. */
        record Proved(Agreement newcomer) implements Step {}

        /** The end: the newcomer has taken its seat; its keys are the handshake's until {@link #handedOver}. */
        record Seated(Agreement newcomer) implements Step {}

        /** The end: send the answer, if any, and close. */
        record Rejected(
                Rejection why, byte[] answer, @Nullable Throwable cause) implements Step {}
    }

    private enum Stage {
        HELLO,
        KNOCKED,
        NOISE2,
        PROVED,
        OPEN,
        OVER
    }

    private static final byte[] NOTHING = {};

    private final Introduction self;
    private final Supplier<ChannelBinding> channel;
    private final Randomness randomness;
    private final Inbox inbox = new Inbox();
    private Stage stage = Stage.HELLO;
    private boolean spoken; // whether our magic has been sent
    private @Nullable Message helloMessage;
    private @Nullable Hello hello;
    private @Nullable ChannelBinding binding;
    private @Nullable Noise noise;
    private Noise.@Nullable Split split;
    private @Nullable Agreement newcomer;
    private byte[] canary = NOTHING;

    /**
     * Begins.
     *
     * @param channel asked once, when a HELLO has arrived: by then a channel with a handshake of its own is through it
     */
    ListenerHandshake(Introduction self, Supplier<ChannelBinding> channel, Randomness randomness) {
        this.self = self;
        this.channel = channel;
        this.randomness = randomness;
    }

    /**
     * Takes bytes that were received, up to the end of one message.
     *
     * @param in what it leaves is for the next call, or for the session
     */
    Step receive(ByteBuffer in) {
        if (stage == Stage.OVER) {
            throw new IllegalStateException("the handshake is over");
        }
        var step = next(in);
        if (step instanceof Step.Rejected) {
            stage = Stage.OVER;
            wipe();
        } else if (step instanceof Step.Seated) {
            stage = Stage.OVER;
            wipeHandshake();
        }
        return step;
    }

    /** The newcomer's keys are somebody else's to wipe. */
    void handedOver() {
        newcomer = null;
    }

    /** Answers a knock: CHOICE and NOISE1. */
    byte[] welcome() throws GeneralSecurityException {
        if (stage != Stage.KNOCKED || helloMessage == null || hello == null || binding == null) {
            throw new IllegalStateException("nobody has knocked");
        }
        boolean exporter = hello.exporter() && binding.exporter().isPresent();
        var choice =
                first(Message.CHOICE, Choice.body(hello.offeredFeatures() & self.features(), self.terms(), exporter));
        var prologue = Transcript.prologue(helloMessage.asSent(), choice, binding, exporter);
        var started = self.noise(prologue, randomness.ephemeral());
        noise = started;
        stage = Stage.NOISE2;
        var noise1 = Message.next(Message.NOISE1, started.writeFirst(NOTHING));
        return ByteBuffer.allocate(choice.length + noise1.length)
                .put(choice)
                .put(noise1)
                .array();
    }

    /** Answers a knock that comes when there are too many. */
    byte[] overloaded() {
        stage = Stage.OVER;
        return refuse(Rejection.OVERLOADED, NOTHING);
    }

    /** Answers the proof: the seat is the newcomer's as soon as it sends OPEN. */
    byte[] joined() throws GeneralSecurityException {
        if (newcomer == null) {
            throw new IllegalStateException("nobody has proved anything");
        }
        stage = Stage.OPEN;
        return verdict(new Verdict.Joined(self.pid(), self.startTime(), newcomer.sessionId(), canary));
    }

    /** Answers the proof: somebody else has the seat. */
    byte[] busy(Peer holder) throws GeneralSecurityException {
        stage = Stage.OVER;
        return verdict(new Verdict.Busy(holder.pid(), holder.startTime()));
    }

    /** Answers the proof: this side is closing. */
    byte[] closing() throws GeneralSecurityException {
        stage = Stage.OVER;
        return verdict(new Verdict.Closing());
    }

    /** Forgets all keys: for a handshake that is given up. */
    void wipe() {
        wipeHandshake();
        if (newcomer != null) {
            newcomer.seal().close();
        }
    }

    private void wipeHandshake() {
        if (noise != null) {
            noise.wipe();
        }
        if (split != null) {
            split.wipe();
        }
    }

    private Step next(ByteBuffer in) {
        try {
            return switch (stage) {
                case HELLO -> hello(inbox.next(in, Message.HELLO));
                case NOISE2 -> proof(inbox.next(in, Message.NOISE2));
                case OPEN -> open(inbox.next(in, Message.OPEN));
                default -> outOfTurn(in);
            };
        } catch (MalformedException e) {
            return inbox.magicSeen() ? malformed() : foreign(in);
        } catch (GeneralSecurityException e) {
            return malformed(); // a key that is none
        }
    }

    /** Silence for strangers; but one of ours that begins with TLS would take that for a restart, and dial on. */
    private Step foreign(ByteBuffer in) {
        return inbox.isTls(in)
                ? rejected(Rejection.TLS, Sha256.ascii(channel.get().kind()))
                : new Step.Rejected(Rejection.FOREIGN, NOTHING, null);
    }

    private Step outOfTurn(ByteBuffer in) {
        return in.hasRemaining() ? malformed() : new Step.More();
    }

    private Step hello(@Nullable Message message) throws MalformedException {
        if (message == null) {
            return new Step.More();
        }
        if (!Hello.speaksOurVersion(message.body())) {
            return rejected(Rejection.VERSION, new byte[] {Hello.VERSION, Hello.VERSION});
        }
        var read = Hello.read(message.body());
        if ((read.requiredFeatures() & ~self.features()) != 0) {
            return rejected(
                    Rejection.FEATURES,
                    ByteBuffer.allocate(8).putLong(self.features()).array());
        }
        var ours = channel.get();
        if (!read.channelKind().equals(ours.kind())) {
            return rejected(Rejection.CHANNEL, Sha256.ascii(ours.kind()));
        }
        if (read.terms().instance().equals(self.terms().instance())) {
            return malformed(); // it is this very connection
        }
        helloMessage = message;
        hello = read;
        binding = ours;
        stage = Stage.KNOCKED;
        return new Step.Knock();
    }

    private Step proof(@Nullable Message message) throws MalformedException, GeneralSecurityException {
        if (message == null || noise == null || hello == null) {
            return new Step.More();
        }
        int payload = message.body().length - Noise.OVERHEAD;
        if (payload < Proof.SHORTEST) {
            throw new MalformedException("a NOISE2 that is too short");
        }
        byte[] opened;
        byte[] dialerCanary = Canary.ofDialer(noise.handshakeHash());
        try {
            opened = noise.readSecond(message.body());
        } catch (AEADBadTagException e) {
            return rejected(Rejection.WRONG_SECRET, NOTHING);
        }
        var proof = Proof.read(opened);
        var hash = noise.handshakeHash();
        var keys = noise.split();
        split = keys;
        stage = Stage.PROVED;
        boolean sameEncryption = proof.encryptionKind().equals(self.encryption().kind())
                && Canary.opens(self.encryption().provider(), proof.canary(), dialerCanary);
        if (!sameEncryption) {
            return otherEncryption(Rejection.ENCRYPTION, null);
        }
        try {
            canary = Canary.make(self.encryption().provider(), Canary.ofListener(hash));
            var agreed = agreement(hello, proof, randomness.sessionId(), keys, hash);
            newcomer = agreed;
            return new Step.Proved(agreed);
        } catch (ProviderFailure e) {
            return otherEncryption(Rejection.OWN_FAILURE, e);
        }
    }

    private Agreement agreement(Hello from, Proof proof, UUID session, Noise.Split keys, byte[] hash)
            throws ProviderFailure {
        var peer = new Peer(proof.pid(), proof.startTime(), Role.CLIENT, Hello.VERSION);
        var seal = Transcript.seal(self.encryption(), keys, hash, Transcript.LISTENER_TO_DIALER);
        var terms = from.terms();
        boolean resumes = (from.offeredFeatures() & self.features() & Hello.RESUMING) != 0;
        return new Agreement(
                peer, Role.SERVER, terms.instance(), session, terms.limits(), terms.queryTimeout(), resumes, seal);
    }

    private Step open(@Nullable Message message) throws MalformedException, GeneralSecurityException {
        if (message == null || split == null || newcomer == null) {
            return new Step.More();
        }
        byte[] opened;
        try {
            opened = split.fromResponder.open(NOTHING, message.body());
        } catch (AEADBadTagException e) {
            return new Step.Rejected(Rejection.ALTERED, NOTHING, null);
        }
        var fields = new Fields(opened);
        int status = fields.u8();
        fields.end();
        return switch (status) {
            case 0 -> new Step.Seated(newcomer);
            case 1 -> new Step.Rejected(Rejection.ENCRYPTION, NOTHING, null);
            default -> throw new MalformedException("an OPEN of status " + status);
        };
    }

    private Step otherEncryption(Rejection why, @Nullable Throwable cause) throws GeneralSecurityException {
        return new Step.Rejected(
                why, verdict(new Verdict.Encryption(self.encryption().kind())), cause);
    }

    private byte[] verdict(Verdict verdict) throws GeneralSecurityException {
        if (split == null) {
            throw new IllegalStateException("nobody has proved anything");
        }
        var sealed = split.fromInitiator.seal(NOTHING, Verdict.write(verdict, self.pid(), self.startTime()));
        return Message.next(Message.VERDICT, sealed);
    }

    private Step malformed() {
        if (stage == Stage.OPEN) {
            return new Step.Rejected(Rejection.MALFORMED, NOTHING, null); // the dialler listens to records only
        }
        return rejected(Rejection.MALFORMED, NOTHING);
    }

    private Step rejected(Rejection why, byte[] data) {
        return new Step.Rejected(why, refuse(why, data), null);
    }

    private byte[] refuse(Rejection why, byte[] data) {
        var body = ByteBuffer.allocate(1 + data.length).put((byte) why.code).put(data);
        return first(Message.REFUSE, body.array());
    }

    /** With the magic, unless that has been sent. */
    private byte[] first(int type, byte[] body) {
        var bytes = spoken ? Message.next(type, body) : Message.first(type, body);
        spoken = true;
        return bytes;
    }
}
