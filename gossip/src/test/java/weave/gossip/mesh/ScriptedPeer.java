package weave.gossip.mesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import weave.core.peer.PeerName;
import weave.gossip.crypto.KeyPair;
import weave.gossip.wire.Features;
import weave.gossip.wire.Introduction;
import weave.gossip.wire.IntroductionResult;
import weave.gossip.wire.IntroductionTerms;
import weave.gossip.wire.ProtocolMessage;
import weave.gossip.wire.WireException;

/** A peer that dials, introduces itself, and then says just what a test wants. */
final class ScriptedPeer implements WireListener, Transport.DialHandler {
    final PeerName name;
    final List<ProtocolMessage> received = new ArrayList<>();
    private final Introduction introduction;
    private Wire wire;
    private IntroductionResult.Done done;
    private String ended;

    ScriptedPeer(PeerName name, int versionMax, byte[] password) {
        this(name, versionMax, password, Map.of());
    }

    ScriptedPeer(PeerName name, int versionMax, byte[] password, Map<String, String> others) {
        this.name = name;
        Features features =
                Features.announced(name, "script", 77, 1, 5, false, List.of("sleeve"), others);
        introduction =
                new Introduction(
                        new IntroductionTerms(
                                features.toMap(),
                                1,
                                versionMax,
                                password,
                                true,
                                () -> KeyPair.generate(new SecureRandom())));
    }

    void dial(InMemoryNetwork network, InetAddress host, TestPeer other) {
        InetSocketAddress address = new InetSocketAddress(other.host, MeshConfig.PORT_DEFAULT);
        network.transport(host).connect(host, address, this);
    }

    boolean isIntroduced() {
        return done != null;
    }

    int version() {
        return done.version();
    }

    /** Why the other end closed; {@code null} as long as it has not. */
    String ended() {
        return ended;
    }

    void send(int tag, byte[] payload) {
        wire.write(encode(tag, payload));
    }

    /** As it would be on the wire. */
    byte[] encode(int tag, byte[] payload) {
        try {
            return done.encoder().encode(new ProtocolMessage(tag, payload));
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    void sendRaw(byte[] bytes) {
        wire.write(bytes);
    }

    boolean hasHeard(int tag) {
        return received.stream().anyMatch(message -> message.tag() == tag);
    }

    @Override
    public void connected(Wire dialled) {
        wire = dialled;
        wire.start(this);
        wire.write(introduction.start());
    }

    @Override
    public void failed(String reason) {
        ended = reason;
    }

    @Override
    public void received(byte[] chunk) {
        if (done == null) {
            wire.write(introduction.receive(ByteBuffer.wrap(chunk)));
            switch (introduction.result()) {
                case IntroductionResult.Done result -> done = result;
                case IntroductionResult.Failed failed -> throw new AssertionError(failed);
                case IntroductionResult.Pending pending -> {
                    return;
                }
            }
        } else {
            done.decoder().feed(ByteBuffer.wrap(chunk));
        }
        try {
            for (ProtocolMessage m = done.decoder().next(); m != null; m = done.decoder().next()) {
                received.add(m);
            }
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void writable() {}

    @Override
    public void closed(String reason) {
        ended = reason;
    }
}
