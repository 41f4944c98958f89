package weave.gossip.mesh;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import weave.core.overlay.OverlayException;
import weave.core.overlay.OverlayRequest;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlaySwitch;
import weave.core.overlay.OverlaySwitchListener;
import weave.core.peer.PeerName;
import weave.gossip.channel.GossipData;
import weave.gossip.channel.GossipException;
import weave.gossip.channel.GossipSlots;
import weave.gossip.topology.Peer;
import weave.gossip.wire.Envelope;
import weave.gossip.wire.Features;
import weave.gossip.wire.IntroductionResult;
import weave.gossip.wire.MessageDecoder;
import weave.gossip.wire.MessageEncoder;
import weave.gossip.wire.ProtocolMessage;
import weave.gossip.wire.WireException;

/**
 * One TCP connection from its first byte to its end: introduction, overlays, addition to our
 * connections, then messages and heartbeats. Whatever goes wrong ends this connection and nothing
 * else; the reason is logged and kept for status, and the other end never learns it.
 */
final class MeshConnection implements WireListener, MeshLink, GossipPeer, OverlaySwitchListener {
    private static final Logger LOG = System.getLogger(MeshRouter.LOGGER);

    private final MeshParts parts;
    private final Wire wire;
    private final boolean outbound;
    private final boolean mayIntroduce;
    private final String remoteAddress;
    private final Consumer<MeshConnection> onProgress;
    private final GossipSlots slots = new GossipSlots(new SlotOutput());
    private final Delayed drain;
    private final Deadline deadline;
    private final Introducer introducer;

    private boolean closed;
    private Cancellable heartbeat = () -> {};
    private Peer remotePeer;
    private long uid;
    private boolean trusted;
    private Set<String> deltaChannels = Set.of();
    private boolean weaved;
    private MessageEncoder encoder;
    private MessageDecoder decoder;
    private OverlaySwitch overlays;

    /**
     * @param remoteAddress the address dialled, or the one the peer comes from
     * @param mayIntroduce whether a peer unknown so far is welcome
     * @param onProgress told when the peer is introduced, and when it ends
     */
    MeshConnection(
            MeshParts parts,
            Wire wire,
            boolean outbound,
            String remoteAddress,
            boolean mayIntroduce,
            Consumer<MeshConnection> onProgress) {
        this.parts = parts;
        this.wire = wire;
        this.outbound = outbound;
        this.remoteAddress = remoteAddress;
        this.mayIntroduce = mayIntroduce;
        this.onProgress = onProgress;
        this.drain = new Delayed(parts.loop(), 0, this::writable);
        this.deadline = new Deadline(parts.loop(), () -> close("i/o timeout"));
        this.introducer = new Introducer(parts, wire, outbound, deadline);
    }

    /** Begins the introduction. */
    void start() {
        guarded(() -> {
            wire.start(this);
            introducer.start();
        });
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public boolean outbound() {
        return outbound;
    }

    @Override
    public PeerName remoteName() {
        return remotePeer == null ? PeerName.NONE : remotePeer.name();
    }

    @Override
    public boolean takesDeltas(String channel) {
        return deltaChannels.contains(channel);
    }

    /** {@code null} before the introduction. */
    Peer remotePeer() {
        return remotePeer;
    }

    boolean isClosed() {
        return closed;
    }

    /** The same at both ends; decides which of two connections to one peer stays. */
    long uid() {
        return uid;
    }

    /** Whether the peer announces what only weaved has. */
    boolean isWeaved() {
        return weaved;
    }

    /** Whether frames go in clear because both ends trust the network between them. */
    boolean trusted() {
        return trusted;
    }

    boolean isEstablished() {
        return overlays != null && overlays.isEstablished();
    }

    long roundTripMicros() {
        return wire.roundTripMicros();
    }

    OverlayStatus overlayStatus() {
        return overlays.status();
    }

    void log(String text) {
        String who = remotePeer == null ? "" : "|" + remotePeer;
        LOG.log(Level.INFO, "->[" + remoteAddress + who + "]: " + text);
    }

    /** Ends it. Idempotent. */
    void close(String reason) {
        close(reason, CloseCause.ORDINARY);
    }

    @Override
    public void received(byte[] chunk) {
        guarded(() -> {
            if (decoder != null) {
                decoder.feed(ByteBuffer.wrap(chunk));
            } else {
                Optional<IntroductionResult.Done> done = introducer.receive(chunk);
                if (done.isPresent()) {
                    introduced(done.get());
                }
            }
            if (decoder != null) {
                readMessages();
            }
        });
    }

    @Override
    public void writable() {
        guarded(() -> slots.drain(() -> !closed && wire.writable()));
    }

    @Override
    public void closed(String reason) {
        close(decoder == null ? introducer.ended(reason) : reason, CloseCause.ORDINARY);
    }

    @Override
    public void send(ProtocolMessage message) {
        if (closed) {
            return;
        }
        try {
            wire.write(encoder.encode(message));
        } catch (WireException tooLarge) {
            log("cannot send: " + tooLarge.getMessage());
        }
    }

    @Override
    public void gossip(String channel, GossipData data) {
        slots.gossip(channel, data);
        drain.request();
    }

    @Override
    public void broadcast(String channel, PeerName source, GossipData data) {
        slots.broadcast(channel, source, data);
        drain.request();
    }

    @Override
    public void established() {
        guarded(() -> parts.localPeer().established(this));
    }

    @Override
    public void switched(String overlay, String reason) {
        log("using " + overlay + ": " + reason);
    }

    @Override
    public void failed(String reason) {
        close(reason, CloseCause.ORDINARY);
    }

    @Override
    public void sendProtocolMessage(int tag, byte[] payload) {
        guarded(() -> send(new ProtocolMessage(tag, payload)));
    }

    /** The peer has said who it is: takes it in, unless something speaks against it. */
    private void introduced(IntroductionResult.Done done) throws MeshException {
        Features remote = done.remote();
        uid = introducer.connectionUid(remote);
        trusted = introducer.trusted(remote);
        deltaChannels = introducer.deltaChannels(remote);
        weaved = remote.areOfWeaved();
        remotePeer = parts.localPeer().acquire(remote, mayIntroduce);
        boolean restarted = remotePeer.uid() != remote.uid();
        encoder = done.encoder();
        log("connection ready; using protocol version " + done.version());
        prepareOverlays(remote, done.sessionKey());
        Optional<String> refusal = parts.localPeer().add(this, restarted);
        if (refusal.isPresent()) {
            throw new MeshException(refusal.get());
        }
        onProgress.accept(this);
        decoder = done.decoder();
        overlays.confirm();
        heartbeat = parts.loop().schedule(parts.times().heartbeatInterval(), this::beat);
        deadline.set(parts.times().readTimeout());
    }

    private void prepareOverlays(Features remote, byte[] sessionKey) throws MeshException {
        OverlayRequest request =
                new OverlayRequest(
                        remote.name(),
                        remote.nickName(),
                        uid,
                        outbound,
                        wire.localAddress(),
                        wire.remoteAddress(),
                        trusted ? null : sessionKey,
                        remote.toMap());
        try {
            overlays = OverlaySwitch.prepare(parts.overlays(), request, this);
        } catch (OverlayException e) {
            throw new MeshException(e.getMessage());
        } finally {
            wipe(sessionKey);
        }
    }

    /** Everybody has derived what they need: it leads to every key of the connection. */
    private static void wipe(byte[] sessionKey) {
        if (sessionKey != null) {
            Arrays.fill(sessionKey, (byte) 0);
        }
    }

    private void readMessages() throws WireException, GossipException {
        while (!closed) {
            ProtocolMessage message = decoder.next();
            if (message == null) {
                return;
            }
            handle(message);
            if (!closed) {
                deadline.set(parts.times().readTimeout());
            }
        }
    }

    private void handle(ProtocolMessage message) throws WireException, GossipException {
        switch (message.tag()) {
            case ProtocolMessage.HEARTBEAT -> {}
            case ProtocolMessage.GOSSIP,
                    ProtocolMessage.GOSSIP_UNICAST,
                    ProtocolMessage.GOSSIP_BROADCAST ->
                    parts.gossiper().receive(message, this);
            case ProtocolMessage.NO_TAG -> log("ignoring blank message");
            default -> {
                if (OverlaySwitch.isControl(message.tag())) {
                    overlays.control(message.tag(), message.payload());
                } else {
                    log("ignoring unknown protocol tag: " + message.tag());
                }
            }
        }
    }

    private void beat() {
        guarded(() -> {
            send(ProtocolMessage.heartbeat());
            heartbeat = parts.loop().schedule(parts.times().heartbeatInterval(), this::beat);
        });
    }

    /** Runs something that the network has set off; what it throws ends this connection only. */
    private void guarded(Step step) {
        if (closed) {
            return;
        }
        try {
            step.run();
        } catch (MeshException e) {
            close(e.getMessage(), e.closeCause());
        } catch (WireException | GossipException e) {
            close(e.getMessage());
        } catch (RuntimeException | AssertionError | StackOverflowError bug) {
            LOG.log(Level.ERROR, "->[" + remoteAddress + "]: unexpected " + bug.getClass(), bug);
            close("unexpected " + bug);
        }
    }

    private void close(String reason, CloseCause cause) {
        if (closed) {
            return;
        }
        closed = true;
        String when = overlays == null ? " during handshake: " : ": ";
        log("connection shutting down due to error" + when + reason);
        wire.close();
        deadline.cancel();
        heartbeat.cancel();
        drain.cancel();
        try {
            if (overlays != null) {
                overlays.stop();
            }
        } finally {
            forget(reason, cause);
        }
    }

    /** Whatever went wrong before: a neighbour that has ended but stays is never dialled again. */
    private void forget(String reason, CloseCause cause) {
        if (remotePeer != null) {
            parts.localPeer().remove(this);
        }
        onProgress.accept(this);
        parts.connectionMaker().terminated(this, reason, cause);
    }

    private interface Step {
        void run() throws MeshException, WireException, GossipException;
    }

    private final class SlotOutput implements GossipSlots.Output {
        @Override
        public void gossip(String channel, byte[] data) {
            PeerName self = parts.peers().self().name();
            send(new Envelope.Gossip(channel, self, data).encode());
        }

        @Override
        public void broadcast(String channel, PeerName source, byte[] data) {
            send(new Envelope.Broadcast(channel, source, data).encode());
        }
    }
}
