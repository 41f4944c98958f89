package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.netlink.NetlinkConstants.NETLINK_ROUTE;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.kernel.netlink.NetlinkListener;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What we set, {@code bridge} sees, and the other way round. */
@Privileged
@Timeout(60)
class FdbTest {
    private static final long MAC = 0x7A00_0000_0000L;

    private NetworkNamespace host;
    private Links links;
    private Fdb fdb;
    private Link vxlan;

    @BeforeEach
    void open() throws Exception {
        host = NetworkNamespace.create("fdb");
        links = host.call(Links::new);
        fdb = host.call(Fdb::new);
        host.ip("link add vx0 type vxlan id 7 dstport 6784");
        vxlan = links.byName("vx0").orElseThrow();
    }

    @AfterEach
    void close() {
        fdb.close();
        links.close();
        host.close();
    }

    @Test
    void shouldAddAppendReplaceAndRemove() {
        FdbEntry first = entry(1, "10.0.0.2");
        FdbEntry second = entry(0, "10.0.0.3");
        FdbEntry third = entry(0, "10.0.0.4");

        fdb.add(first);
        assertEquals(Errno.EEXIST, errno(() -> fdb.add(first)));
        fdb.append(second);
        fdb.append(third);
        assertEquals(Set.of(first, second, third), Set.copyOf(fdb.entries(vxlan)));
        assertTrue(
                shown().contains("7a:00:00:00:00:01 dst 10.0.0.2 port 6000 vni 8 self permanent"),
                shown());

        FdbEntry moved = entry(1, "10.0.0.9");
        fdb.replace(moved);
        assertTrue(fdb.remove(third));
        assertEquals(Set.of(moved, second), Set.copyOf(fdb.entries(vxlan)));
        assertTrue(fdb.remove(moved));
        assertFalse(fdb.remove(moved));
        assertEquals(List.of(second), fdb.entries(vxlan));
        assertFalse(shown().contains("10.0.0.2"), shown());
    }

    @Test
    void shouldSeeWhatBridgeSets() {
        host.run("bridge", "fdb", "add", "7a:00:00:00:00:05", "dev", "vx0", "dst", "10.0.0.5")
                .orFail();

        assertEquals(
                List.of(new FdbEntry(vxlan.index(), MAC + 5, address("10.0.0.5"), 0, 0, 0, true)),
                fdb.entries(vxlan));
    }

    @Test
    void shouldBeTheBridgesWhenItIsSoSet() {
        Link bridge = links.createBridge("weave", MAC, 1376);
        Link port = links.createVethPair("ve0", "ve1", 1376);
        links.setMaster(port, bridge);
        FdbEntry entry = new FdbEntry(port.index(), MAC + 6, null, 0, 0, bridge.index(), true);

        fdb.replace(entry);

        assertTrue(fdb.entries(port).contains(entry));
        String seen = host.run("bridge", "fdb", "show", "dev", "ve0").orFail();
        assertTrue(seen.contains("7a:00:00:00:00:06 master weave permanent"), seen);
    }

    @Test
    void shouldListThoseOfAllAndHearWhatChanges() throws Exception {
        Link bridge = links.createBridge("weave", MAC, 1376);
        Link port = links.createVethPair("ve0", "ve1", 1376);
        links.setMaster(port, bridge);
        FdbEntry ports = new FdbEntry(port.index(), MAC + 6, null, 0, 0, bridge.index(), true);
        FdbEntry device = entry(1, "10.0.0.2");
        try (NetlinkListener events = host.call(() -> new NetlinkListener(NETLINK_ROUTE))) {
            events.join(FdbChange.GROUP);

            fdb.add(ports);
            fdb.add(device);
            fdb.remove(device);
            host.ip("neigh add 10.0.0.7 lladdr 7a:00:00:00:00:07 dev weave");
            fdb.remove(ports);

            assertEquals(
                    List.of(
                            new FdbChange(ports, false),
                            new FdbChange(device, false),
                            new FdbChange(device, true),
                            new FdbChange(ports, true)),
                    awaitChanges(events, 4));
        }
        fdb.add(ports);
        fdb.add(device);
        assertTrue(fdb.entries().containsAll(List.of(ports, device)));
    }

    private static List<FdbChange> awaitChanges(NetlinkListener events, int count) {
        List<FdbChange> changes = new ArrayList<>();
        Await.until(
                count + " changes",
                Duration.ofSeconds(10),
                () -> {
                    events.receive().stream()
                            .map(FdbChange::of)
                            .flatMap(Optional::stream)
                            .forEach(changes::add);
                    return changes.size() >= count;
                });
        return changes;
    }

    @Test
    void shouldSetManyAtOnceAndSayWhichWasRefused() {
        List<FdbEntry> many =
                IntStream.range(0, 1000).mapToObj(i -> entry(1000 + i, "10.0.0.2")).toList();

        fdb.replaceAll(many);

        assertEquals(
                many.stream().map(FdbEntry::mac).collect(Collectors.toSet()),
                fdb.entries(vxlan).stream().map(FdbEntry::mac).collect(Collectors.toSet()));
        List<FdbEntry> someWrong =
                List.of(entry(1, "10.0.0.2"), entry(2, "fd00::2"), entry(3, "10.0.0.2"));
        LinuxException refused =
                assertThrows(LinuxException.class, () -> fdb.replaceAll(someWrong));
        assertEquals("replace forwarding entry 7a0000000002", refused.operation());
        assertEquals(1002, fdb.entries(vxlan).size());
    }

    private FdbEntry entry(int number, String host) {
        int port = number == 0 ? 0 : 6000;
        int vni = number == 0 ? 0 : 8;
        long mac = number == 0 ? 0 : MAC + number;
        return new FdbEntry(vxlan.index(), mac, address(host), port, vni, 0, true);
    }

    private String shown() {
        return host.run("bridge", "fdb", "show", "dev", "vx0").orFail();
    }

    private static int errno(Runnable refused) {
        return assertThrows(LinuxException.class, refused::run).errno();
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }
}
