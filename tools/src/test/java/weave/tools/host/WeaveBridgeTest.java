package weave.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.peer.PeerName;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

@Privileged
@Timeout(60)
class WeaveBridgeTest {
    private static final PeerName PEER = PeerName.parse("7a:01:02:03:04:05");

    private NetworkNamespace host;

    @BeforeEach
    void open() {
        host = NetworkNamespace.create("bridge");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void shouldMakeTheBridgeWhenThereIsNone() throws Exception {
        assertEquals(Optional.empty(), host.call(() -> WeaveBridge.nameOf("weave")));
        host.call(() -> WeaveBridge.claim("weave", PEER, 1376));
        String link = host.ip("-d link show weave");
        assertTrue(link.contains("link/ether 7a:01:02:03:04:05"), link);
        assertTrue(link.contains("mtu 1376"), link);
        assertTrue(link.contains(",UP"), link);
        assertTrue(link.contains("mcast_snooping 0"), link);
        assertEquals(Optional.of(PEER), host.call(() -> WeaveBridge.nameOf("weave")));
    }

    @Test
    void shouldTakeOverTheBridgeThatIsThere() throws Exception {
        host.ip("link add weave type bridge mcast_snooping 1");
        host.ip("addr add 10.32.0.1/12 dev weave");
        host.call(() -> WeaveBridge.claim("weave", PEER, 9000));
        String link = host.ip("-d link show weave");
        assertTrue(link.contains("link/ether 7a:01:02:03:04:05"), link);
        assertTrue(link.contains("mtu 9000"), link);
        assertTrue(link.contains("mcast_snooping 0"), link);
        assertTrue(host.ip("addr show weave").contains("10.32.0.1/12"));
    }

    @Test
    void shouldMakeTheTapAPort() throws Exception {
        WeaveBridge bridge = host.call(() -> WeaveBridge.claim("weave", PEER, 1376));
        assertEquals("weave-tap", WeaveBridge.tapName("weave"));
        host.ip("tuntap add weave-tap mode tap");
        host.call(() -> {
            bridge.attach("weave-tap");
            return null;
        });
        String tap = host.ip("link show weave-tap");
        assertTrue(tap.contains("master weave"), tap);
        assertTrue(tap.contains("mtu 1376"), tap);
        assertTrue(tap.contains(",UP"), tap);
    }

    @Test
    void shouldShortenTheTapsNameWhenTheBridgesIsLong() {
        assertEquals("0123456789a-tap", WeaveBridge.tapName("0123456789abcde"));
    }

    @Test
    void shouldRemoveWhatItMadeAndNothingElseWhenTheStartFails() throws Exception {
        WeaveBridge made = host.call(() -> WeaveBridge.claim("weave", PEER, 1376));
        WeaveBridge found = host.call(() -> WeaveBridge.claim("weave", PEER, 1376));
        unclaim(found);
        assertEquals(Optional.of(PEER), host.call(() -> WeaveBridge.nameOf("weave")));
        unclaim(made);
        assertEquals(Optional.empty(), host.call(() -> WeaveBridge.nameOf("weave")));
    }

    private void unclaim(WeaveBridge bridge) throws Exception {
        host.call(() -> {
            bridge.unclaim();
            return null;
        });
    }

    @Test
    void shouldTellAndRestoreWhatSomebodyTookAway() throws Exception {
        host.ip("tuntap add weave-tap mode tap");
        WeaveBridge bridge = host.call(() -> WeaveBridge.claim("weave", PEER, 1376));
        restore(bridge);
        assertEquals(Optional.empty(), host.call(() -> bridge.damage("weave-tap")));
        host.ip("link set weave-tap nomaster");
        String damage = host.call(() -> bridge.damage("weave-tap")).orElseThrow();
        assertTrue(damage.startsWith("weave-tap is no port of bridge weave"), damage);
        restore(bridge);
        host.ip("link del weave");
        damage = host.call(() -> bridge.damage("weave-tap")).orElseThrow();
        assertTrue(damage.startsWith("bridge weave is gone"), damage);
        restore(bridge);
        assertEquals(Optional.empty(), host.call(() -> bridge.damage("weave-tap")));
        assertTrue(host.ip("link show weave").contains("7a:01:02:03:04:05"));
        host.ip("link del weave-tap");
        assertEquals(Optional.empty(), host.call(() -> bridge.damage("weave-tap")));
    }

    @Test
    void shouldMakeThePairToTheDatapathAgainWhenSomebodyDeletesIt() throws Exception {
        WeaveBridge bridge = host.call(() -> WeaveBridge.claim("weave", PEER, 1376));
        String damage = host.call(() -> bridge.damage("vethwe-bridge")).orElseThrow();
        assertTrue(damage.startsWith("vethwe-bridge is gone: somebody deleted it"), damage);

        restore(bridge, "vethwe-bridge");

        assertEquals(Optional.empty(), host.call(() -> bridge.damage("vethwe-bridge")));
        String port = host.ip("link show vethwe-bridge");
        assertTrue(port.contains("master weave") && port.contains(",UP"), port);
        String end = host.ip("link show vethwe-datapath");
        assertTrue(end.contains("mtu 1376") && end.contains(",UP"), end);
    }

    private void restore(WeaveBridge bridge) throws Exception {
        restore(bridge, "weave-tap");
    }

    private void restore(WeaveBridge bridge, String port) throws Exception {
        host.call(() -> {
            bridge.restore(port);
            return null;
        });
    }

    @Test
    void shouldRefuseInterfacesThatAreNoBridge() {
        host.ip("link add weave type veth peer name other");
        HostException refusal =
                assertThrows(
                        HostException.class,
                        () -> host.call(() -> WeaveBridge.claim("weave", PEER, 1376)));
        assertEquals(
                "\"weave\" is of kind veth, not a bridge: choose another name with --interface",
                refusal.getMessage());
        refusal =
                assertThrows(HostException.class, () -> host.call(() -> WeaveBridge.nameOf("lo")));
        assertTrue(refusal.getMessage().startsWith("\"lo\" is a physical interface"));
    }
}
