package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import weave.testkit.Seed;

/** Routers over an in-memory network in virtual time, at the real intervals. */
class MeshRouterTest {
    private static final byte[] PASSWORD = "correct horse".getBytes();

    private final Random random = new Random(Seed.next(MeshRouterTest.class));
    private final VirtualLoop loop = new VirtualLoop();
    private final InMemoryNetwork network = new InMemoryNetwork(loop, random);

    private TestPeer peer(int number) {
        return peer(number, builder -> builder);
    }

    private TestPeer peer(int number, UnaryOperator<MeshConfig.Builder> options) {
        return TestPeer.start(loop, network, number, random.nextLong(), options);
    }

    private void assertWithin(double seconds, String what, java.util.function.BooleanSupplier b) {
        assertTrue(loop.runUntil(seconds, b), what);
    }

    @Test
    void shouldEstablishWhenOneDialsTheOther() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        assertEquals(List.of(), one.connect(two));
        assertWithin(2, "routes", () -> one.forwardsTo(two, two) && two.forwardsTo(one, one));
        MeshStatus.Connection connection = one.onlyConnection();
        assertEquals("10.0.0.2:6783", connection.address());
        assertTrue(connection.outbound());
        assertEquals("sleeve 02:00:00:00:00:02(host2)", connection.info());
        assertEquals("{mtu=1438, name=sleeve}", connection.attributes().toString());
        assertFalse(two.onlyConnection().outbound());
        assertEquals(2, two.status().peers().size());
        assertEquals(2, two.status().unicastRoutes().size());
    }

    @Test
    void shouldTakeAnotherShortIdWhenALowerNameHasItAndTell() {
        TestPeer one = peer(1, builder -> builder.shortId(77));
        TestPeer two = peer(2, builder -> builder.shortId(77));
        List<Integer> told = new ArrayList<>();
        two.router.onShortIdsInvalidated(() -> told.add(two.router.shortId()));
        assertEquals(77, two.router.shortId());
        one.connect(two);
        assertWithin(2, "another short id", () -> two.router.shortId() != 77);
        assertWithin(2, "routes", () -> one.forwardsTo(two, two) && two.forwardsTo(one, one));
        assertEquals(77, one.router.shortId());
        assertEquals(two.router.shortId(), told.getLast());
        assertWithin(
                10,
                "all know it",
                () -> one.table.currentAcquire().shortId(two.name.value()) == told.getLast());
    }

    @Test
    void shouldStayConnectedWhenOnlyHeartbeatsAreSent() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        one.connect(two);
        loop.runSeconds(1800);
        assertTrue(one.isEstablishedWith(two));
        assertEquals(0, one.status().terminationCount());
    }

    @Test
    void shouldGiveUpWithinTheReadTimeoutWhenThePeerStopsAnswering() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        one.connect(two);
        assertWithin(2, "established", () -> one.isEstablishedWith(two));
        loop.runSeconds(100);
        network.freeze(one.host, two.host);
        loop.runSeconds(29);
        assertTrue(one.isEstablishedWith(two));
        assertWithin(32, "timeout", () -> !one.isEstablishedWith(two));
        network.mend(one.host, two.host);
        assertWithin(120, "again", () -> one.forwardsTo(two, two));
    }

    @Test
    void shouldReconnectAtOnceWhenALongConnectionBreaks() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        one.connect(two);
        loop.runSeconds(90);
        network.cut(one.host, two.host);
        network.mend(one.host, two.host);
        assertFalse(one.isEstablishedWith(two));
        assertWithin(0.5, "at once", () -> one.isEstablishedWith(two));
    }

    @Test
    void shouldEncryptWhenBothHaveThePassword() {
        TestPeer one = peer(1, b -> b.password(PASSWORD));
        TestPeer two = peer(2, b -> b.password(PASSWORD));
        one.connect(two);
        assertWithin(2, "established", () -> one.isEstablishedWith(two));
        loop.runSeconds(60);
        assertTrue(one.isEstablishedWith(two));
        MeshStatus.Connection connection = one.onlyConnection();
        assertEquals("encrypted   sleeve 02:00:00:00:00:02(host2)", connection.info());
        assertEquals(true, connection.attributes().get("encrypted"));
        byte[] key = one.overlay.requests().getFirst().sessionKey();
        assertNotNull(key);
        for (byte[] lent : one.overlay.lentKeys()) {
            org.junit.jupiter.api.Assertions.assertArrayEquals(new byte[32], lent, "wiped");
        }
        org.junit.jupiter.api.Assertions.assertArrayEquals(
                key, two.overlay.requests().getFirst().sessionKey());
    }

    @Test
    void shouldTellNeighboursWhatOverlaysAnnounce() {
        TestPeer one = peer(1, b -> b.password(PASSWORD));
        TestPeer two = peer(2, b -> b.password(PASSWORD));
        one.overlay.announce(java.util.Map.of("WeavedCiphers", "aes-256-gcm"));
        one.connect(two);
        assertWithin(2, "established", () -> one.isEstablishedWith(two));
        var heard = two.overlay.requests().getFirst().features();
        assertEquals("aes-256-gcm", heard.get("WeavedCiphers"));
        assertFalse(
                one.overlay.requests().getFirst().features().containsKey("WeavedCiphers"),
                "the other has announced nothing");
    }

    @Test
    void shouldSendFramesInClearWhenBothTrustTheNetwork() {
        TrustedSubnets trusted = TrustedSubnets.parse(List.of("10.0.0.0/24"));
        TestPeer one = peer(1, b -> b.password(PASSWORD).trustedSubnets(trusted));
        TestPeer two = peer(2, b -> b.password(PASSWORD).trustedSubnets(trusted));
        TestPeer three = peer(3, b -> b.password(PASSWORD));
        one.connect(two);
        three.connect(one);
        assertWithin(5, "all", () -> one.establishedCount() == 2 && three.establishedCount() == 2);
        for (var request : one.overlay.requests()) {
            boolean bothTrust = request.remotePeer().equals(two.name);
            assertEquals(bothTrust, request.sessionKey() == null);
        }
        assertTrue(
                three.overlay.requests().stream().allMatch(r -> r.sessionKey() != null),
                "only one side trusts");
        assertTrue(
                one.status().connections().stream()
                        .anyMatch(c -> c.info().startsWith("unencrypted sleeve")));
    }

    @Test
    void shouldSpeakVersionOneOnlyIfBothAccept() {
        TestPeer one = peer(1, b -> b.protocolMin(2));
        TestPeer two = peer(2, b -> b.protocolMin(1));
        one.connect(two);
        assertWithin(2, "established", () -> one.isEstablishedWith(two));
        assertEquals(2, one.status().protocolMin());
    }

    @Test
    void shouldSayWhyWhenThePasswordIsWrong() {
        TestPeer one = peer(1, b -> b.password(PASSWORD));
        TestPeer two = peer(2, b -> b.password("other".getBytes()));
        assertRefused(one, two, "Unable to decrypt TCP msg");
    }

    @Test
    void shouldSayWhyWhenOnlyOneHasAPassword() {
        TestPeer one = peer(1, b -> b.password(PASSWORD));
        TestPeer two = peer(2);
        assertRefused(one, two, "password specified, but peer requested an unencrypted connection");
        TestPeer three = peer(3, b -> b.password(PASSWORD));
        TestPeer four = peer(4);
        assertRefused(
                four, three, "no password specified, but peer requested an encrypted connection");
    }

    private void assertRefused(TestPeer dialler, TestPeer other, String reason) {
        dialler.connect(other);
        assertWithin(1, "refused", () -> other.status().terminationCount() == 1);
        loop.runSeconds(0.5);
        MeshStatus.Connection target = dialler.onlyConnection();
        assertEquals(MeshStatus.State.FAILED, target.state());
        assertTrue(target.info().startsWith(reason + ", retry: 20"), target.info());
        assertEquals(List.of(), other.status().connections());
        assertEquals(1, other.status().peers().size());
    }

    @Test
    void shouldNeverRetryWhenTheNameIsTaken() {
        TestPeer one = TestPeer.start(loop, network, 1, 7, random.nextLong(), b -> b);
        TestPeer two = TestPeer.start(loop, network, 2, 7, random.nextLong(), b -> b);
        one.connect(two);
        loop.runSeconds(3600);
        MeshStatus.Connection target = one.onlyConnection();
        assertEquals(MeshStatus.State.FAILED, target.state());
        assertTrue(target.info().contains("peer names collision, retry: never"), target.info());
        assertEquals(1, one.status().terminationCount());
        assertEquals(1, two.status().terminationCount());
    }

    @Test
    void shouldDropATargetThatIsOurselves() {
        TestPeer one = peer(1);
        one.connect(one);
        loop.runSeconds(3600);
        assertEquals(List.of(), one.status().targets());
        assertEquals(List.of(), one.status().connections());
        assertEquals(0, one.status().terminationCount());
    }

    @Test
    void shouldKeepOneConnectionWhenBothDial() {
        for (int round = 0; round < 10; round++) {
            TestPeer one = peer(2 * round + 1);
            TestPeer two = peer(2 * round + 2);
            one.connect(two);
            two.connect(one);
            loop.runSeconds(60);
            assertEquals(1, one.establishedCount());
            assertEquals(1, two.establishedCount());
            assertTrue(one.forwardsTo(two, two) && two.forwardsTo(one, one));
            one.router.stop();
            two.router.stop();
        }
    }

    @Test
    void shouldRefuseMoreConnectionsThanTheLimit() {
        TestPeer hub = peer(1, b -> b.connectionLimit(2).discovery(false));
        TestPeer[] others = new TestPeer[4];
        for (int i = 0; i < others.length; i++) {
            others[i] = peer(i + 2, b -> b.discovery(false));
            others[i].connect(hub);
            loop.runSeconds(5);
        }
        assertEquals(2, hub.establishedCount());
        hub.connect(others[3]);
        loop.runSeconds(5);
        assertTrue(
                hub.status().connections().stream()
                        .anyMatch(c -> c.info().startsWith("Connection limit reached (2)")));
        others[0].router.stop();
        assertWithin(400, "another takes the place", () -> hub.establishedCount() == 2);
    }

    @Test
    void shouldConnectToAllWhenDiscoveryIsOn() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        TestPeer three = peer(3);
        one.connect(two);
        loop.runSeconds(5);
        three.connect(two);
        assertWithin(
                10,
                "one and three meet",
                () -> one.isEstablishedWith(three) && three.isEstablishedWith(one));
        assertWithin(2, "direct route", () -> one.forwardsTo(three, three));
    }

    @Test
    void shouldRouteThroughTheMiddleWhenDiscoveryIsOff() {
        TestPeer one = peer(1, b -> b.discovery(false));
        TestPeer two = peer(2, b -> b.discovery(false));
        TestPeer three = peer(3, b -> b.discovery(false));
        one.connect(two);
        three.connect(two);
        assertWithin(10, "chain", () -> one.forwardsTo(three, two) && three.forwardsTo(one, two));
        assertEquals(1, one.establishedCount());
        two.router.stop();
        assertWithin(10, "unreachable", () -> !one.forwardsTo(three, two));
        assertWithin(10, "forgotten", () -> one.status().peers().size() == 1);
        TestPeer again = TestPeer.start(loop, network, 2, 99, b -> b.discovery(false));
        assertWithin(30, "back", () -> one.forwardsTo(three, again));
    }

    @Test
    void shouldJumpItsVersionWhenAnOldIncarnationCirculates() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        TestPeer three = peer(3);
        one.connect(two, three);
        loop.runSeconds(30);
        // It comes back so fast that the others have not noticed its end.
        network.freeze(one.host, two.host);
        network.freeze(one.host, three.host);
        one.router.stop();
        network.mend(one.host, two.host);
        network.mend(one.host, three.host);
        TestPeer again = peer(1);
        again.connect(two);
        assertWithin(200, "routes", () -> two.forwardsTo(again, again));
        assertWithin(200, "routes", () -> three.forwardsTo(again, again));
        assertWithin(
                200,
                "record",
                () ->
                        three.status().peers().stream()
                                .anyMatch(p ->
                                        p.name().equals(again.name)
                                                && p.uid() == again.status().uid()
                                                && p.connections().size() == 2));
    }

    @Test
    void shouldForgetDirectPeersWhenToldTo() {
        TestPeer one = peer(1);
        List<List<String>> saved = new java.util.ArrayList<>();
        one.router.onDirectPeersChanged(saved::add);
        assertEquals(
                List.of(), one.router.connect(List.of("10.0.0.8", "10.0.0.9:1"), false).join());
        loop.runSeconds(1);
        assertEquals(2, one.status().connections().size());
        one.router.forget(List.of("10.0.0.8"));
        loop.runSeconds(1);
        assertEquals(List.of("10.0.0.9:1"), one.status().targets());
        assertEquals("10.0.0.9:1", one.onlyConnection().address());
        one.router.connect(List.of("10.0.0.7"), true);
        loop.runSeconds(1);
        assertEquals("10.0.0.7:6783", one.onlyConnection().address());
        assertEquals(List.of("10.0.0.7"), saved.getLast());
        assertEquals(3, saved.size());
    }

    @Test
    void shouldForgetTheSamePeerHoweverItIsWritten() {
        TestPeer one = peer(1);
        one.router.connect(List.of("10.0.0.7", "10.0.0.8:6783", "10.0.0.9:1"), false).join();
        assertEquals(
                List.of("10.0.0.9", "gone"),
                one.router.forget(List.of("10.0.0.7:6783", "10.0.0.8", "10.0.0.9", "gone")));
        assertEquals(List.of("10.0.0.9:1"), one.status().targets());
    }

    @Test
    void shouldRefuseAPeerOfIpv6InOneLine() {
        assertEquals(
                List.of("peer \"[fd00::2]:6783\" has an IPv6 address only: want IPv4"),
                peer(1).router.connect(List.of("[fd00::2]:6783"), false).join());
    }

    @Test
    void shouldNameTheBadPeersAndTakeTheGoodOnes() {
        TestPeer one = peer(1);
        assertEquals(
                List.of(
                        "invalid peer name \"host:port\", should be host[:port]",
                        "invalid peer name \"10.0.0.256\", should be host[:port]",
                        "invalid peer name \"\", should be host[:port]"),
                one.router
                        .connect(List.of("host:port", "10.0.0.3", "10.0.0.256", ""), false)
                        .join());
        assertEquals(List.of("10.0.0.3"), one.status().targets());
    }

    @Test
    void shouldEndTheConnectionWhenNoOverlayIsLeft() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        one.connect(two);
        assertWithin(2, "established", () -> one.isEstablishedWith(two));
        one.overlay.listeners().getFirst().failed("timed out waiting for UDP heartbeat");
        loop.runSeconds(0.1);
        assertTrue(
                one.onlyConnection().info().contains("timed out waiting for UDP heartbeat"),
                one.onlyConnection().info());
        assertWithin(10, "again", () -> one.isEstablishedWith(two));
    }

    @Test
    void shouldForgetTheConnectionAndDialAgainWhenAnOverlayCannotBeStopped() {
        TestPeer one = peer(1);
        TestPeer two = peer(2);
        one.connect(two);
        assertWithin(2, "established", () -> one.isEstablishedWith(two));
        one.overlay.failToStop();
        network.cut(one.host, two.host);
        loop.runSeconds(1);
        assertFalse(one.isEstablishedWith(two));
        assertEquals(1, one.status().terminationCount());
        network.mend(one.host, two.host);
        assertWithin(30, "again", () -> one.isEstablishedWith(two));
    }
}
