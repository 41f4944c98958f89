package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.netlink.NetlinkConstants.NLM_F_APPEND;
import static weave.linux.netlink.NetlinkConstants.NLM_F_CREATE;
import static weave.linux.netlink.NetlinkConstants.NLM_F_EXCL;
import static weave.linux.netlink.NetlinkConstants.NLM_F_REPLACE;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWLINK;
import static weave.linux.netlink.RtnetlinkConstants.RTM_NEWNEIGH;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import weave.kernel.netlink.Golden;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.Ifinfomsg;
import weave.linux.netlink.Ndmsg;
import weave.testkit.Seed;

/** We say what {@code ip} and {@code bridge} say, and understand what they are told. */
class LinkMessagesVectorsTest {
    private static final int PORT_OF_BRIDGE = 100;
    private static final int BRIDGE = 102;
    private static final int VXLAN_EXTERNAL = 103;
    private static final int VXLAN_IPV4 = 104;
    private static final int VXLAN_IPV6 = 105;
    private static final long MAC = 0x7A00_0000_0000L;
    private static final String VXLAN = "76786c616e00";
    private static final int DAMAGED_CASES = 100_000;

    private static final FdbEntry FIRST =
            new FdbEntry(VXLAN_IPV4, MAC + 1, address("10.0.0.2"), 6784, 9, 0, true);
    private static final FdbEntry SECOND =
            new FdbEntry(VXLAN_IPV4, 0, address("10.0.0.3"), 0, 0, 0, true);
    private static final FdbEntry OF_IPV6 =
            new FdbEntry(VXLAN_IPV6, MAC + 2, address("fd00::2"), 0, 0, 0, true);
    private static final FdbEntry OF_BRIDGE =
            new FdbEntry(PORT_OF_BRIDGE, MAC + 4, null, 0, 0, BRIDGE, true);

    @Test
    void shouldSendWhatIpSendsAboutLinks() {
        String options =
                " nolearning dstport 6784 noudpcsum udp6zerocsumtx udp6zerocsumrx external";
        Map<String, RequestWriter> ours = new LinkedHashMap<>();
        ours.put(
                "ip link add vx0 mtu 1450 address 7a:01:02:03:04:05 type vxlan" + options,
                Links.vxlan("vx0", 0x7A01_0203_0405L, 1450, 6784));
        ours.put("ip link set dev vx0 mtu 1376", Links.mtu(VXLAN_EXTERNAL, 1376));

        compare(Golden.requests("ip link "), ours, Ifinfomsg.SIZE);
    }

    @Test
    void shouldSendWhatBridgeSendsAboutForwardingEntries() {
        int add = NLM_F_CREATE | NLM_F_EXCL;
        String command = "bridge fdb ";
        Map<String, RequestWriter> ours = new LinkedHashMap<>();
        ours.put(
                command
                        + "add 7a:00:00:00:00:01 dev vx1 dst 10.0.0.2 port 6784 vni 9"
                        + " self permanent",
                Fdb.change(add, FIRST));
        ours.put(
                command + "append 00:00:00:00:00:00 dev vx1 dst 10.0.0.3 self permanent",
                Fdb.change(NLM_F_CREATE | NLM_F_APPEND, SECOND));
        ours.put(
                command + "replace 7a:00:00:00:00:02 dev vx2 dst fd00::2 self permanent",
                Fdb.change(NLM_F_CREATE | NLM_F_REPLACE, OF_IPV6));
        ours.put(
                command + "add 7a:00:00:00:00:04 dev ve0 master permanent",
                Fdb.change(add, OF_BRIDGE));
        ours.put(command + "show dev vx1", Fdb.list(VXLAN_IPV4));
        ours.put(command + "del 00:00:00:00:00:00 dev vx1 dst 10.0.0.3 self", Fdb.removal(SECOND));

        compare(Golden.requests(command), ours, Ndmsg.SIZE);
    }

    @Test
    void shouldSendWhatIpSendsAboutNeighbours() {
        int link = PORT_OF_BRIDGE;
        Map<String, RequestWriter> ours = new LinkedHashMap<>();
        ours.put(
                "ip neigh replace 10.32.0.5 lladdr 7a:00:00:00:00:05 dev ve0 nud permanent",
                Neighbours.replacement(link, address("10.32.0.5"), MAC + 5));
        ours.put(
                "ip neigh replace fd00::5 lladdr 7a:00:00:00:00:06 dev ve0 nud permanent",
                Neighbours.replacement(link, address("fd00::5"), MAC + 6));
        ours.put("ip neigh show", Neighbours.list());
        ours.put("ip neigh del fd00::5 dev ve0", Neighbours.removal(link, address("fd00::5")));

        compare(Golden.requests("ip neigh "), ours, Ndmsg.SIZE);
    }

    @Test
    void shouldUnderstandWhatTheyAreTold() {
        List<FdbEntry> entries =
                Golden.answers("bridge fdb show dev vx1", RTM_NEWNEIGH).stream()
                        .map(FdbEntry::of)
                        .toList();
        assertEquals(Set.of(FIRST, SECOND), Set.copyOf(entries));

        Set<String> neighbours = new TreeSet<>();
        for (NetlinkMessage message : Golden.answers("ip neigh show", RTM_NEWNEIGH)) {
            Neighbour neighbour = Neighbour.of(message);
            if (neighbour.isPermanent()) {
                neighbours.add(neighbour.toString());
            }
        }
        assertEquals(
                Set.of(
                        new Neighbour(PORT_OF_BRIDGE, address("10.32.0.5"), MAC + 5, true)
                                .toString(),
                        new Neighbour(PORT_OF_BRIDGE, address("fd00::5"), MAC + 6, true)
                                .toString()),
                neighbours);

        Link link = Link.of(Golden.answers("ip link show dev vx0", RTM_NEWLINK).getFirst());
        assertEquals("vx0", link.name());
        assertEquals(VXLAN_EXTERNAL, link.index());
        assertEquals("vxlan", link.kind());
        assertEquals(1376, link.mtu());
        assertEquals(
                "mtu greater than device maximum",
                Golden.explanation("ip link set dev vx0 mtu 70000"));
    }

    @Test
    void shouldReadOrThrowMalformedWhenAnswersAreDamaged() {
        Random random = new Random(Seed.next(LinkMessagesVectorsTest.class));
        int malformed = 0;
        for (int i = 0; i < DAMAGED_CASES; i++) {
            try {
                // Of whatever type and family a message is: the kernel could send it.
                for (NetlinkMessage message : Golden.messages(Golden.damaged(random))) {
                    readAs(random.nextInt(5), message);
                }
            } catch (MalformedMessageException expected) {
                malformed++;
            }
        }
        assertTrue(malformed > DAMAGED_CASES / 10, malformed + " malformed");
        assertTrue(malformed < DAMAGED_CASES, malformed + " malformed");
    }

    private static Object readAs(int kind, NetlinkMessage message) {
        return switch (kind) {
            case 0 -> Link.of(message);
            case 1 -> FdbEntry.of(message);
            case 2 -> Neighbour.of(message);
            case 3 -> Route.of(message);
            default -> LinkAddress.of(message);
        };
    }

    private static void compare(
            Map<String, String> golden, Map<String, RequestWriter> ours, long bodySize) {
        assertEquals(golden.keySet(), ours.keySet());
        ours.forEach((command, request) -> {
            String bytes =
                    command.contains(" show")
                            ? Golden.listing(request, bodySize)
                            : Golden.doing(request, bodySize);
            // The zero after the name of a kind is ours.
            String expected = golden.get(command).replace("09000100" + VXLAN, "0a000100" + VXLAN);
            assertEquals(expected, bytes, command);
        });
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }
}
