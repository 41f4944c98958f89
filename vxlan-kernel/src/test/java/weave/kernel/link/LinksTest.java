package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Namespaces;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What we make, {@code ip} sees; what {@code ip} makes, we see. */
@Privileged
@Timeout(60)
class LinksTest {
    private static final long MAC = 0x7a01_0203_0405L;
    private static final int MTU = 1376;

    private NetworkNamespace host;
    private Links links;

    @BeforeEach
    void open() throws Exception {
        host = NetworkNamespace.create("links");
        links = host.call(Links::new);
    }

    @AfterEach
    void close() {
        links.close();
        host.close();
    }

    @Test
    void shouldAgreeWithIpWhenListing() throws Exception {
        links.createBridge("weave", MAC, MTU);
        host.ip("link add ve0 type veth peer name ve1");
        host.ip("tuntap add tap0 mode tap");
        host.ip("link set ve0 master weave up");
        host.ip("link set ve1 gso_max_size 20000 up");

        JsonNode all = new ObjectMapper().readTree(host.ip("-j -d link"));

        assertEquals(all.size(), links.all().size());
        for (JsonNode expected : all) {
            String name = expected.get("ifname").asText();
            Link link = links.byName(name).orElseThrow();
            assertEquals(link, links.byIndex(expected.get("ifindex").asInt()).orElseThrow());
            assertEquals(expected.path("linkinfo").path("info_kind").asText(), link.kind(), name);
            assertEquals(expected.get("mtu").asInt(), link.mtu(), name);
            assertEquals(expected.get("address").asText(), text(link.mac()), name);
            assertEquals(expected.get("gso_max_size").asInt(), link.gsoMaxSize(), name);
            assertEquals(expected.path("master").asText(), nameOf(link.masterIndex()), name);
            assertEquals(expected.path("link").asText(), nameOf(link.peerIndex()), name);
            assertEquals(expected.get("flags").toString().contains("\"UP\""), link.isUp(), name);
            assertEquals(
                    expected.get("flags").toString().contains("LOWER_UP"), link.hasCarrier(), name);
        }
    }

    @Test
    void shouldForwardAtOnceAndKeepMtuWhenBridgeIsMade() throws Exception {
        Link bridge = links.createBridge("weave", MAC, 9000);
        links.setMaster(links.createVethPair("ve0", "ve1", 1400), bridge);

        JsonNode seen = detail("weave");

        assertEquals("bridge", bridge.kind());
        assertEquals(MAC, bridge.mac());
        assertEquals(9000, bridge.mtu());
        assertFalse(bridge.isUp());
        assertEquals(text(MAC), seen.get("address").asText());
        assertEquals(9000, seen.get("mtu").asInt());
        JsonNode data = seen.at("/linkinfo/info_data");
        assertEquals(0, data.get("stp_state").asInt());
        assertEquals(0, data.get("forward_delay").asInt());
        assertEquals(0, data.get("mcast_snooping").asInt());
    }

    @Test
    void shouldTakeHostsAndVniFromPacketsWhenVxlanIsMade() throws Exception {
        Link device = links.createVxlan("weave-vxlan", MAC, 65_485, 6784);
        links.setUp(device);

        JsonNode seen = detail("weave-vxlan");
        JsonNode data = seen.at("/linkinfo/info_data");
        assertEquals("vxlan", device.kind());
        assertEquals(MAC, device.mac());
        assertEquals(65_485, device.mtu());
        assertTrue(data.get("external").asBoolean());
        assertEquals(6784, data.get("port").asInt());
        assertFalse(data.get("learning").asBoolean());
        assertFalse(data.get("udp_csum").asBoolean());
        assertTrue(data.get("udp_zero_csum6_tx").asBoolean());
        assertTrue(data.get("udp_zero_csum6_rx").asBoolean());
        assertTrue(host.run("ss", "-Hlun").orFail().contains(":6784"));
    }

    @Test
    void shouldChangeWhatIpShowsWhenSet() throws Exception {
        Link link = links.createVethPair("ve0", "ve1", MTU);
        Link bridge = links.createBridge("weave", MAC, MTU);

        links.setMac(link, 0x0200_0000_00ffL);
        links.setMtu(link, 1400);
        links.setGsoMaxSize(link, 30_000);
        links.setMaster(link, bridge);
        links.setUp(link);
        JsonNode seen = detail("ve0");
        assertEquals("02:00:00:00:00:ff", seen.get("address").asText());
        assertEquals(1400, seen.get("mtu").asInt());
        assertEquals(30_000, seen.get("gso_max_size").asInt());
        assertEquals("weave", seen.get("master").asText());
        assertTrue(seen.get("flags").toString().contains("\"UP\""));
        assertEquals(MTU, detail("ve1").get("mtu").asInt());

        links.setDown(link);
        links.clearMaster(link);
        links.setName(link, "other");
        Link renamed = links.byIndex(link.index()).orElseThrow();
        assertEquals("other", renamed.name());
        assertEquals(0, renamed.masterIndex());
        assertFalse(renamed.isUp());

        links.delete(link);
        assertTrue(links.byName("other").isEmpty());
        assertTrue(links.byName("ve1").isEmpty());
        assertTrue(links.byIndex(link.index()).isEmpty());
    }

    @Test
    void shouldBeThereWhenMovedToANamespace() throws Exception {
        try (NetworkNamespace container = NetworkNamespace.create("moved");
                FileDescriptor namespace =
                        new FileDescriptor(
                                "open", Namespaces.openNamed(new CallState(), container.name()))) {
            links.createVethPair("ve0", "ve1", MTU);
            links.moveToNamespace(links.byName("ve1").orElseThrow(), namespace.number());
            Process process = container.start("sleep", "60");
            awaitInside(process, container);
            links.moveToNamespaceOf(links.byName("ve0").orElseThrow(), (int) process.pid());

            assertTrue(links.byName("ve0").isEmpty());
            String inside = container.ip("-o link");
            assertTrue(inside.contains("ve0") && inside.contains("ve1"), inside);
        }
    }

    @Test
    void shouldSayWhatAndWhyWhenKernelRefuses() {
        Link bridge = links.createBridge("weave", MAC, MTU);

        LinuxException exists =
                assertThrows(LinuxException.class, () -> links.createBridge("weave", MAC, MTU));
        LinuxException tooLarge =
                assertThrows(LinuxException.class, () -> links.setMtu(bridge, 70_000));
        LinuxException multicast =
                assertThrows(LinuxException.class, () -> links.setMac(bridge, 0x0100_0000_0001L));
        links.delete(bridge);
        LinuxException gone = assertThrows(LinuxException.class, () -> links.setUp(bridge));

        assertEquals("create bridge weave: EEXIST (17) File exists", exists.getMessage());
        assertEquals(
                "set MTU of weave to 70000: EINVAL (22) Invalid argument:"
                        + " mtu greater than device maximum",
                tooLarge.getMessage());
        assertEquals(
                "set MAC of weave to 01:00:00:00:00:01: EADDRNOTAVAIL (99) Cannot assign requested"
                        + " address",
                multicast.getMessage());
        assertEquals(Errno.ENODEV, gone.errno());
    }

    @Test
    void shouldLeaveNoBridgeWhenItsMtuIsRefused() {
        assertThrows(LinuxException.class, () -> links.createBridge("weave", MAC, 70_000));

        assertTrue(links.byName("weave").isEmpty());
    }

    @Test
    void shouldListAllWhenTheyFillManyDatagrams() {
        for (int i = 0; i < 100; i++) {
            links.createVethPair("left" + i, "right" + i, MTU);
        }

        assertEquals(201, links.all().stream().map(Link::name).distinct().count());
    }

    private static void awaitInside(Process process, NetworkNamespace container) {
        Await.until(
                "sleep runs in the namespace",
                Duration.ofSeconds(10),
                () -> container.ip("netns pids " + container.name()).contains("" + process.pid()));
    }

    private JsonNode detail(String name) throws Exception {
        return new ObjectMapper().readTree(host.ip("-j -d link show dev " + name)).get(0);
    }

    private String nameOf(int index) {
        return index == 0 ? "" : links.byIndex(index).orElseThrow().name();
    }

    private static String text(long mac) {
        String digits = HexFormat.of().toHexDigits(mac, 12);
        return HexFormat.ofDelimiter(":").formatHex(HexFormat.of().parseHex(digits));
    }
}
