package weave.kernel.odp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static weave.linux.openvswitch.OpenvswitchConstants.OVS_VPORT_TYPE_NETDEV;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import weave.kernel.generic.GenericFamily;
import weave.kernel.netlink.MalformedMessageException;
import weave.kernel.netlink.NetlinkMessage;
import weave.kernel.netlink.RequestWriter;
import weave.linux.netlink.GenericConstants;
import weave.linux.netlink.NetlinkConstants;
import weave.testkit.Seed;

/**
 * Our messages against those of {@code ovs-dpctl}, and the kernel's answers to it as we read them.
 * The file is made by {@code src/test/odp/capture}.
 */
class OpenvswitchGoldenTest {
    private static final Path FILE = Path.of("src/test/resources/odp/ovs-dpctl.txt");
    private static final int RANDOM_CASES = 100_000;
    private static final int DATAPATH = 4;
    private static final FlowKey TO_TUNNEL =
            FlowKey.ofFrame(1, 0x0200_0000_0001L, 0x0200_0000_0002L);
    private static final FlowKey FROM_TUNNEL =
            new FlowKey(2, new TunnelKey(0xEB_09BB, 0x0A00_0002), FlowKey.ANY, FlowKey.ANY);
    private static final List<FlowAction> INTO_TUNNEL =
            List.of(new FlowAction.SetTunnel(0xEB_09BB, 0x0A00_0002), new FlowAction.Output(2));

    private final List<String> lines = lines();
    private final GenericFamily datapaths = family("ovs_datapath");
    private final GenericFamily vports = family("ovs_vport");
    private final GenericFamily flows = family("ovs_flow");
    private final GenericFamily packets = family("ovs_packet");
    private final OpenvswitchRequests requests =
            new OpenvswitchRequests(datapaths, vports, flows, packets);

    @Test
    void shouldReadFamiliesAndGroups() {
        assertEquals(32, datapaths.id());
        assertEquals(2, datapaths.version());
        assertEquals(Map.of("ovs_vport", 10), vports.groups());
        assertEquals(Map.of(), packets.groups());
    }

    @Test
    void shouldWriteWhatOvsDpctlWrites() {
        // It wants features that we do not.
        assertSent(hex(requests.newDatapath("one")).replaceAll("00000000$", "03000080"));
        assertSent(hex(requests.vport(0, "one")));
        assertSent(
                hex(
                        requests.newVport(
                                DATAPATH, "ve0", OVS_VPORT_TYPE_NETDEV, OptionalInt.empty(), 0)));
        assertSent(hex(requests.deleteVport(netdev(1, "ve0"))));
        assertSent(hex(requests.deleteDatapath(DATAPATH)));
    }

    @Test
    void shouldWriteFlowsThatSayWhatOvsDpctlSays() {
        List<Flow> theirs = new ArrayList<>();
        for (NetlinkMessage message : messages(">", flows.id())) {
            boolean isNew = GenericFamily.command(message) == 1;
            if (isNew) {
                theirs.add(Flow.of(message));
            }
        }

        assertEquals(3, theirs.size());
        assertFlow(TO_TUNNEL, INTO_TUNNEL, theirs.get(0));
        assertFlow(FROM_TUNNEL, List.of(new FlowAction.Output(1)), theirs.get(1));
        assertFalse(theirs.get(2).isOurs(), "only some bits of a MAC count");
        assertFlow(TO_TUNNEL, INTO_TUNNEL, read(requests.putFlow(4, TO_TUNNEL, INTO_TUNNEL)));
        assertFlow(FROM_TUNNEL, List.of(), read(requests.putFlow(4, FROM_TUNNEL, List.of())));
        FlowKey port = FlowKey.ofPort(1);
        assertFlow(port, List.of(), read(requests.putFlow(4, port, List.of())));
    }

    @Test
    void shouldReadWhatTheKernelAnswers() {
        Datapath datapath = Datapath.of(messages("<", datapaths.id()).getFirst());
        List<Vport> ports = messages("<", vports.id()).stream().map(Vport::of).distinct().toList();
        List<Flow> found = messages("<", flows.id()).stream().map(Flow::of).toList();

        assertEquals(new Datapath(DATAPATH, "one", 9, 0, 0, 0, 0), datapath);
        assertTrue(ports.contains(netdev(1, "ve0")), ports.toString());
        assertTrue(ports.stream().anyMatch(port -> port.isInternal() && port.number() == 0));
        assertTrue(found.size() >= 3, found.size() + " flows");
        assertFlow(TO_TUNNEL, INTO_TUNNEL, ours(found, TO_TUNNEL));
        assertFlow(FROM_TUNNEL, List.of(new FlowAction.Output(1)), ours(found, FROM_TUNNEL));
        assertTrue(found.stream().anyMatch(flow -> !flow.isOurs()));
    }

    @Test
    void shouldNameAFlowAsTheKernelDoesWhenDeleting() {
        Flow foreign =
                messages("<", flows.id()).stream()
                        .map(Flow::of)
                        .filter(flow -> !flow.isOurs())
                        .findFirst()
                        .orElseThrow();
        String key = hex(requests.deleteFlow(DATAPATH, foreign)).substring(48);

        assertTrue(lines.stream().anyMatch(line -> line.contains(key)), key);
    }

    @Test
    void shouldReadOrThrowMalformedWhenAnswersAreDamaged() {
        Random random = new Random(Seed.next(OpenvswitchGoldenTest.class));
        List<byte[]> good =
                lines.stream()
                        .filter(line -> line.startsWith("< "))
                        .map(line -> HexFormat.of().parseHex(line.substring(2)))
                        .toList();
        int malformed = 0;
        for (int i = 0; i < RANDOM_CASES; i++) {
            byte[] bytes = good.get(random.nextInt(good.size())).clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = 20 + random.nextInt(bytes.length - 20);
                bytes[random.nextBoolean() ? at & -4 : at] = (byte) random.nextInt();
            }
            malformed += isMalformed(bytes) ? 1 : 0;
        }
        assertTrue(malformed > RANDOM_CASES / 20, malformed + " malformed");
        assertTrue(malformed < RANDOM_CASES * 9 / 10, malformed + " malformed");
    }

    /** Anything else thrown fails the test. */
    private boolean isMalformed(byte[] bytes) {
        NetlinkMessage message = NetlinkMessage.split(bytes).getFirst();
        try {
            if (message.type() == datapaths.id()) {
                Datapath.of(message);
            } else if (message.type() == vports.id()) {
                Vport.of(message);
            } else if (message.type() == flows.id()) {
                Flow.of(message);
            } else {
                GenericFamily.of("any", message);
            }
            return false;
        } catch (MalformedMessageException expected) {
            return true;
        }
    }

    private void assertSent(String message) {
        assertTrue(lines.contains("> " + message), message);
    }

    private static void assertFlow(FlowKey key, List<FlowAction> actions, Flow flow) {
        assertTrue(flow.isOurs());
        assertEquals(key, flow.key());
        assertEquals(actions, flow.actions());
    }

    private static Flow ours(List<Flow> found, FlowKey key) {
        return found.stream()
                .filter(flow -> flow.isOurs() && flow.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static Vport netdev(int number, String name) {
        return new Vport(DATAPATH, number, OVS_VPORT_TYPE_NETDEV, name, 0);
    }

    private List<NetlinkMessage> messages(String direction, int type) {
        return lines.stream()
                .filter(line -> line.startsWith(direction + " "))
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .map(bytes -> NetlinkMessage.split(bytes).getFirst())
                .filter(message -> message.type() == type)
                .toList();
    }

    private GenericFamily family(String name) {
        String nameInHex = HexFormat.of().formatHex((name + "\0").getBytes());
        return lines.stream()
                .filter(line -> line.startsWith("< "))
                .filter(line -> line.contains(nameInHex))
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .map(bytes -> NetlinkMessage.split(bytes).getFirst())
                .filter(message -> message.type() == GenericConstants.GENL_ID_CTRL)
                .findFirst()
                .map(message -> GenericFamily.of(name, message))
                .orElseThrow();
    }

    private static Flow read(RequestWriter request) {
        byte[] bytes = request.finish(0, 0).toArray(ValueLayout.JAVA_BYTE);
        return Flow.of(NetlinkMessage.split(bytes).getFirst());
    }

    private static String hex(RequestWriter request) {
        int flags = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ECHO;
        return HexFormat.of().formatHex(request.finish(flags, 0).toArray(ValueLayout.JAVA_BYTE));
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
