package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.overlay.OverlaySwitch;
import weave.core.peer.PeerName;
import weave.gossip.topology.ConnectionRecord;
import weave.gossip.topology.PeerRecord;
import weave.gossip.wire.Envelope;
import weave.gossip.wire.ProtocolMessage;
import weave.gossip.wire.TopologyCodec;
import weave.testkit.Seed;

/** Peers that are old, odd, broken or ill-meaning, beside a good one that nothing may disturb. */
class HostilePeerTest {
    private static final int BROKEN_MESSAGES = 1000;

    private final Random random = new Random(Seed.next(HostilePeerTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);
    private TestPeer one;
    private TestPeer good;
    private int dialled;

    @BeforeEach
    void startTwo() {
        one = TestPeer.start(loop, network, 1, random.nextLong(), b -> b.discovery(false));
        good = TestPeer.start(loop, network, 2, random.nextLong(), b -> b.discovery(false));
        good.connect(one);
        assertTrue(loop.runUntil(5, () -> one.forwardsTo(good, good)));
    }

    private ScriptedPeer scripted(int versionMax) {
        dialled++;
        ScriptedPeer peer = new ScriptedPeer(TestPeer.nameOf(100 + dialled), versionMax, null);
        peer.dial(network, TestPeer.hostOf(100 + dialled % 100), one);
        assertTrue(loop.runUntil(5, peer::isIntroduced));
        return peer;
    }

    private void assertUndisturbed() {
        assertTrue(one.isEstablishedWith(good));
        assertTrue(good.isEstablishedWith(one));
        assertEquals(0, good.status().terminationCount());
    }

    private void assertEnds(ScriptedPeer peer) {
        assertTrue(loop.runUntil(1, () -> peer.ended() != null));
        assertUndisturbed();
    }

    private void assertLives(ScriptedPeer peer) {
        loop.runSeconds(1);
        assertNull(peer.ended());
        assertUndisturbed();
    }

    private static byte[] topology(PeerRecord... records) {
        return TopologyCodec.encode(List.of(records));
    }

    private static byte[] gossip(PeerName sender, byte[] data) {
        return new Envelope.Gossip(Topology.CHANNEL, sender, data).encode().payload();
    }

    @Test
    void shouldSpeakVersionOneAndLegacyControlWhenThePeerIsOld() {
        ScriptedPeer old = scripted(1);
        assertEquals(1, old.version());
        loop.runSeconds(1);
        assertTrue(old.hasHeard(1), "control messages go without wrapper");
        assertTrue(old.hasHeard(ProtocolMessage.GOSSIP));
        old.send(1, new byte[0]);
        assertTrue(
                loop.runUntil(
                        1,
                        () ->
                                one.status().connections().stream()
                                        .anyMatch(c ->
                                                c.remote().equals(old.name)
                                                        && c.state()
                                                                == MeshStatus.State.ESTABLISHED)));
        assertLives(old);
    }

    @Test
    void shouldEndASilentConnectionAfterTheReadTimeoutOnly() {
        ScriptedPeer silent = scripted(2);
        loop.runSeconds(55);
        assertNull(silent.ended());
        assertTrue(silent.hasHeard(ProtocolMessage.HEARTBEAT));
        loop.runSeconds(6);
        assertNotNull(silent.ended());
        assertUndisturbed();
    }

    @Test
    void shouldTolerateWhatMeansNothing() {
        ScriptedPeer odd = scripted(2);
        odd.send(200, new byte[] {1, 2, 3});
        odd.sendRaw(new byte[4]);
        odd.send(OverlaySwitch.CONTROL_TAG, new byte[0]);
        odd.send(OverlaySwitch.CONTROL_TAG, new byte[] {9, 1});
        odd.send(2, new byte[0]);
        odd.send(ProtocolMessage.HEARTBEAT, new byte[100]);
        assertLives(odd);
    }

    @Test
    void shouldEndOnlyTheConnectionThatBreaksTheProtocol() {
        ScriptedPeer garbled = scripted(2);
        garbled.send(ProtocolMessage.GOSSIP, new byte[] {1, 2, 3});
        assertEnds(garbled);
        ScriptedPeer undecodable = scripted(2);
        undecodable.send(
                ProtocolMessage.GOSSIP, gossip(undecodable.name, new byte[] {5, 4, 3, 2, 1, 0}));
        assertEnds(undecodable);
        ScriptedPeer unicast = scripted(2);
        unicast.send(
                ProtocolMessage.GOSSIP_UNICAST,
                new Envelope.Unicast(Topology.CHANNEL, unicast.name, one.name, new byte[0])
                        .encode()
                        .payload());
        assertEnds(unicast);
        ScriptedPeer oversize = scripted(2);
        oversize.sendRaw(new byte[] {0x7F, 0, 0, 0, 0});
        assertEnds(oversize);
    }

    @Test
    void shouldRefuseATopologyWithoutEnd() {
        ScriptedPeer liar = scripted(2);
        ConnectionRecord[] connections = new ConnectionRecord[10_000];
        for (int i = 0; i < connections.length; i++) {
            connections[i] =
                    new ConnectionRecord(
                            new PeerName(0x060000000000L + i), "10.9.9.9:1", true, true);
        }
        liar.send(
                ProtocolMessage.GOSSIP,
                gossip(
                        liar.name,
                        topology(
                                new PeerRecord(
                                        liar.name, "", 77, 5, 0, false, List.of(connections)))));
        assertEnds(liar);
        loop.runSeconds(5);
        assertEquals(2, one.status().peers().size());
    }

    @Test
    void shouldNotRetainChannelsAndSourcesThatNobodyKnows() {
        ScriptedPeer flood = scripted(2);
        for (int i = 0; i < 1000; i++) {
            flood.send(
                    ProtocolMessage.GOSSIP_BROADCAST,
                    new Envelope.Broadcast(
                                    "channel" + i, new PeerName(1_000_000 + i), new byte[1000])
                            .encode()
                            .payload());
            flood.send(
                    ProtocolMessage.GOSSIP_UNICAST,
                    new Envelope.Unicast(
                                    "channel" + i, flood.name, new PeerName(77), new byte[1000])
                            .encode()
                            .payload());
        }
        assertLives(flood);
    }

    @Test
    void shouldStandBrokenMessages() {
        ScriptedPeer broken = scripted(2);
        byte[] record =
                topology(
                        new PeerRecord(
                                TestPeer.nameOf(50),
                                "fifty",
                                50,
                                3,
                                50,
                                true,
                                List.of(
                                        new ConnectionRecord(
                                                one.name, "10.0.0.1:6783", true, true))));
        for (int i = 0; i < BROKEN_MESSAGES; i++) {
            if (broken.ended() != null) {
                broken = scripted(2);
            }
            byte[] bytes = broken.encode(ProtocolMessage.GOSSIP, gossip(broken.name, record));
            // The length stays as it is, or the rest of the stream would only be waited for.
            int bit = 8 * 4 + random.nextInt(8 * (bytes.length - 4));
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            broken.sendRaw(bytes);
            loop.runSeconds(0.01);
        }
        loop.runSeconds(2);
        assertUndisturbed();
    }

    @Test
    void shouldSayWhyWhenTheHeaderIsWrong() throws Exception {
        assertHeaderRefused(
                91,
                new byte[] {'w', 'e', 'a', 'v', 'e', 1, 1},
                "remote version range [1,1] is incompatible with ours [2,2]");
        assertHeaderRefused(
                92,
                new byte[] {'w', 'o', 'v', 'e', 'n', 1, 2},
                "remote protocol header not recognised: 77 6f 76 65 6e");
        assertHeaderRefused(93, new byte[] {'w', 'e'}, "i/o timeout");
    }

    private void assertHeaderRefused(int number, byte[] header, String reason) throws Exception {
        TestPeer modern =
                TestPeer.start(
                        loop, network, number - 40, random.nextLong(), b -> b.protocolMin(2));
        InetSocketAddress address =
                new InetSocketAddress(TestPeer.hostOf(number), MeshConfig.PORT_DEFAULT);
        Transport.Listener listener =
                network.transport(address.getAddress()).listen(address, wire -> wire.write(header));
        listener.acceptOne();
        modern.router.connect(List.of(address.getAddress().getHostAddress()), false).join();
        loop.runUntil(12, () -> modern.status().terminationCount() == 1);
        String info = modern.onlyConnection().info();
        assertTrue(info.startsWith(reason + ", retry: 20"), info);
    }
}
