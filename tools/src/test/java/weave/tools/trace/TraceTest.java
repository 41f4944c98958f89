package weave.tools.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weave.core.dataplane.DataplaneStatus;
import weave.core.overlay.OverlayStatus;
import weave.core.overlay.OverlayTraffic;
import weave.core.peer.PeerName;
import weave.gossip.mesh.MeshStatus;

/** Seen from one, who is connected to two, who says that it is connected to three. */
class TraceTest {
    private static final PeerName ONE = PeerName.parse("02:00:5e:00:53:01");
    private static final PeerName TWO = PeerName.parse("02:00:5e:00:53:02");
    private static final PeerName THREE = PeerName.parse("02:00:5e:00:53:03");
    private static final PeerName FOUR = PeerName.parse("02:00:5e:00:53:04");
    private static final long BOX = 0x0A5800000005L;

    private final MeshStatus mesh = mesh();
    private final Trace trace = new Trace(mesh);

    @Test
    void shouldTellOfEachHopWhatIsKnown() {
        assertEquals(
                """
                 1  02:00:5e:00:53:01(one) -> 02:00:5e:00:53:02(two)  \
                sleeve, encrypted, mtu 1410, established, rtt 0.312 ms
                 2  02:00:5e:00:53:02(two) -> 02:00:5e:00:53:03(box)  \
                established (the overlay is known to the two only)
                    relayed: the two have no connection that both call established; this is a \
                shortest way over such, 2 hops; each hop decides by its own routes
                """,
                trace.render(List.of(ONE, TWO, THREE)));
        assertTrue(trace.render(List.of(TWO, ONE)).contains("sleeve, encrypted"));
        assertTrue(trace.render(List.of(TWO, ONE)).contains("direct: "));
        assertTrue(trace.render(List.of(ONE)).contains("both are here"));
        assertEquals(
                "02:00:5e:00:53:02(two) > 02:00:5e:00:53:03(box)",
                trace.way(List.of(ONE, TWO, THREE)));
    }

    @Test
    void shouldNameTheConnectionsThatAreMissing() {
        MissingLinks missing = new MissingLinks(mesh, trace);
        assertEquals(
                List.of(
                        "02:00:5e:00:53:02(two) - 02:00:5e:00:53:03(box):"
                                + " 02:00:5e:00:53:02(two) calls it pending,"
                                + " 02:00:5e:00:53:03(box) does not have it"),
                missing.between(ONE, THREE));
        assertEquals(
                List.of(
                        "no connection of any kind leads from 02:00:5e:00:53:01(one) to"
                                + " 02:00:5e:00:53:04(box): weave connect them"),
                missing.between(ONE, FOUR));
    }

    @Test
    void shouldFindPeersByWhatOperatorsCallThem() throws UnknownPlaceException {
        Places places = places(List.of());
        assertEquals(TWO, places.find("02:00:5e:00:53:02"));
        assertEquals(TWO, places.find("02:00:5E:00:53:02"));
        assertEquals(TWO, places.find("two"));
        assertEquals(TWO, places.find("192.0.2.2:6783"));
        assertEquals(TWO, places.find("192.0.2.2"));
        assertEquals(TWO, places.peer("two"));
        assertEquals(THREE, places.find("0a:58:00:00:00:05"));
    }

    @Test
    void shouldFindTheContainersOfThisHost() throws UnknownPlaceException {
        Places places = places(List.of());
        assertEquals(ONE, places.find("web"));
        assertEquals(ONE, places.find("10.32.0.7"));
        assertEquals(TWO, places.find("two"), "peers come first");
    }

    @Test
    void shouldRefuseWhatIsUnknownOrAmbiguousInOneLine() {
        Places places = places(List.of());
        assertRefusal("no peer, and no container of this host, is called \"five\"", places, "five");
        assertRefusal("\"box\" is more than one peer: [02:00:5e:00:53:03, ", places, "box");
        assertRefusal("no frame of \"0a:58:00:00:00:06\"", places, "0a:58:00:00:00:06");
        assertRefusal("nobody here knows at which peer \"10.32.0.9\"", places, "10.32.0.9");
        assertRefusal("\"10.32.0.999\" is no address", places, "10.32.0.999");
        assertRefusal("no peer, and no container of this host, is called \"a?b\"", places, "a\nb");
        assertThrows(UnknownPlaceException.class, () -> places.peer("0a:58:00:00:00:05"));
    }

    @Test
    void shouldAskInTurnWhoKnowsAnAddress() throws Exception {
        List<InetAddress> asked = new ArrayList<>();
        AddressOwner ignorant =
                address -> {
                    asked.add(address);
                    return Optional.empty();
                };
        Places byMac = places(List.of(ignorant, _ -> Optional.of(new AddressOwner.Owner.Mac(BOX))));
        assertEquals(THREE, byMac.find("10.32.0.5"));
        assertEquals(List.of(InetAddress.ofLiteral("10.32.0.5")), asked);
        Places byName = places(List.of(_ -> Optional.of(new AddressOwner.Owner.Peer(TWO.value()))));
        assertEquals(TWO, byName.find("fd00::5"));
    }

    private static void assertRefusal(String start, Places places, String place) {
        String line =
                assertThrows(UnknownPlaceException.class, () -> places.find(place)).getMessage();
        assertTrue(line.startsWith(start), line);
        assertEquals(1, line.lines().count());
    }

    private Places places(List<AddressOwner> owners) {
        return new Places(
                mesh,
                List.of(new DataplaneStatus.MacEntry(BOX, THREE.value(), 0)),
                List.of("web", "10.32.0.7", "two")::contains,
                owners);
    }

    private static MeshStatus mesh() {
        OverlayStatus overlay =
                new OverlayStatus(
                        "sleeve", true, 1410, true, new OverlayTraffic(0, 0, 0, 0), Map.of());
        MeshStatus.Connection connection =
                new MeshStatus.Connection(
                        "192.0.2.2:6783",
                        true,
                        MeshStatus.State.ESTABLISHED,
                        "",
                        Map.of(),
                        TWO,
                        true,
                        312,
                        overlay);
        List<MeshStatus.Peer> peers =
                List.of(
                        peer(ONE, "one", link(TWO, "two", true)),
                        peer(TWO, "two", link(ONE, "one", true), link(THREE, "box", false)),
                        peer(THREE, "box"),
                        peer(FOUR, "box"));
        return new MeshStatus(
                ONE,
                "one",
                6783,
                1,
                1,
                2,
                true,
                true,
                100,
                peers,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(connection),
                0,
                List.of(),
                List.of());
    }

    private static MeshStatus.Peer peer(
            PeerName name, String nickName, MeshStatus.PeerConnection... connections) {
        return new MeshStatus.Peer(name, nickName, 1, 0, false, 1, List.of(connections));
    }

    private static MeshStatus.PeerConnection link(
            PeerName to, String nickName, boolean established) {
        return new MeshStatus.PeerConnection(
                to, nickName, "192.0.2." + (to.value() & 0xFF) + ":6783", true, established);
    }
}
