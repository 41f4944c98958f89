package weave.gossip.mesh;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import weave.core.overlay.Overlay;
import weave.gossip.crypto.KeyPair;
import weave.gossip.topology.Peer;
import weave.gossip.wire.Features;
import weave.gossip.wire.Introduction;
import weave.gossip.wire.IntroductionResult;
import weave.gossip.wire.IntroductionTerms;

/** The introduction on one wire: what we say of ourselves, and until when the other may speak. */
final class Introducer {
    /** Bytes taken from one who has not introduced itself; what it has to say is some hundred. */
    private static final int LENGTH_MAX = 256 << 10;

    private final MeshParts parts;
    private final Wire wire;
    private final Deadline deadline;
    private final long connectionId;
    private final boolean remoteTrusted;
    private final Set<String> deltaChannels;
    private final Introduction introduction;
    private boolean headerAccepted;
    private int length;

    /**
     * @param deadline set here as the introduction proceeds
     */
    Introducer(MeshParts parts, Wire wire, boolean outbound, Deadline deadline) {
        this.parts = parts;
        this.wire = wire;
        this.deadline = deadline;
        this.connectionId = parts.random().nextLong();
        this.remoteTrusted =
                parts.config().trustedSubnets().contains(wire.remoteAddress().getAddress());
        this.deltaChannels = parts.gossiper().deltaChannels();
        this.introduction =
                new Introduction(
                        new IntroductionTerms(
                                ourselves().toMap(),
                                parts.config().protocolMin(),
                                MeshConfig.PROTOCOL_MAX,
                                parts.config().password(),
                                outbound,
                                () -> KeyPair.generate(parts.secrets())));
    }

    void start() {
        deadline.set(parts.times().headerDeadline());
        wire.write(introduction.start());
    }

    /**
     * Takes what has arrived.
     *
     * @return who it is, as soon as that is known
     */
    Optional<IntroductionResult.Done> receive(byte[] chunk) throws MeshException {
        length += chunk.length;
        byte[] answer = introduction.receive(ByteBuffer.wrap(chunk));
        if (answer.length > 0) {
            wire.write(answer);
        }
        switch (introduction.result()) {
            case IntroductionResult.Done done -> {
                return Optional.of(done);
            }
            case IntroductionResult.Failed failed -> throw new MeshException(failed.reason());
            case IntroductionResult.Pending pending -> goOn();
        }
        return Optional.empty();
    }

    /** Why it came to nothing when the wire ended with {@code reason}: how far it had come. */
    String ended(String reason) {
        if (!reason.equals(Wire.END)) {
            return introduction.pastHeader()
                    ? reason
                    : "failed to receive remote protocol header: " + reason;
        }
        introduction.endOfStream();
        return introduction.result() instanceof IntroductionResult.Failed failed
                ? failed.reason()
                : reason;
    }

    /** The number both ends know the connection by. */
    long connectionUid(Features remote) {
        return remote.connectionUid(connectionId);
    }

    /** Whether both ends trust the network between them. */
    boolean trusted(Features remote) {
        return remoteTrusted && remote.trusted();
    }

    /** On which channels both ends have announced that they take deltas. */
    Set<String> deltaChannels(Features remote) {
        return parts.config().topologyDeltas()
                ? TopologyDeltas.taken(remote.others(), deltaChannels)
                : Set.of();
    }

    private Features ourselves() {
        Peer self = parts.peers().self();
        return Features.announced(
                self.name(),
                self.nickName(),
                self.uid(),
                connectionId,
                self.shortId(),
                remoteTrusted,
                parts.overlays().stream().map(Overlay::name).toList(),
                further());
    }

    /** What only weaved peers understand. */
    private Map<String, String> further() {
        Map<String, String> features = new HashMap<>();
        if (parts.config().topologyDeltas()) {
            features.put(TopologyDeltas.FEATURE, TopologyDeltas.announced(deltaChannels));
        }
        parts.overlays().forEach(overlay -> features.putAll(overlay.features()));
        return features;
    }

    private void goOn() throws MeshException {
        if (length > LENGTH_MAX) {
            throw new MeshException("introduction longer than any peer's");
        }
        if (!headerAccepted && introduction.pastHeader()) {
            headerAccepted = true;
            deadline.set(parts.times().readTimeout());
        }
    }
}
