package weave.xdp.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static weave.linux.bpf.BpfConstants.XDP_PASS;
import static weave.linux.bpf.BpfConstants.XDP_REDIRECT;
import static weave.xdp.program.OuterPacket.address;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.testkit.Privileged;

/** Every way out of the program; {@link RedirectModel} agrees. */
@Privileged
@Timeout(60)
class RedirectToSocketTest {
    private static final int CONTROL_PORT = 6783;
    private final RedirectToSocket program = new RedirectToSocket(CONTROL_PORT, true);
    private final RedirectModel model = RedirectModel.ofTests(false);
    private TestProgram loaded;

    @BeforeEach
    void load() {
        loaded = new TestProgram(program);
        OuterPacket.own(program.addresses());
    }

    @AfterEach
    void close() {
        loaded.close();
        program.close();
    }

    private void own(String address, VlanTag... tags) throws Exception {
        program.addresses().add(InetAddress.getByName(address), List.of(tags));
    }

    private void assertOutcome(PacketOutcome expected, byte[] packet) {
        String text = HexFormat.of().formatHex(packet);
        assertEquals(expected, model.decide(packet, packet.length, true), text);
        long before = program.outcomes().get(expected);
        int verdict = loaded.runUnchanged(packet);
        assertEquals(before + 1, program.outcomes().get(expected), text);
        assertEquals(expected == PacketOutcome.REDIRECTED ? XDP_REDIRECT : XDP_PASS, verdict);
    }

    private void assertOutcome(PacketOutcome expected, Consumer<OuterPacket> change) {
        assertOutcome(expected, packet(change));
    }

    private static byte[] packet(Consumer<OuterPacket> change) {
        OuterPacket packet = new OuterPacket();
        change.accept(packet);
        return packet.bytes();
    }

    @Test
    void shouldRedirectWhatIsForTheOverlay() {
        loaded.bind(0);
        assertOutcome(PacketOutcome.REDIRECTED, packet -> {});
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.port = CONTROL_PORT + 1);
        assertOutcome(
                PacketOutcome.REDIRECTED, packet -> packet.destination = address("2001:db8::1"));
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.headerWords = 15);
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.fragment = 0);
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.payload = 0);
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.padding = 18);
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.udpLengthError = -26);
    }

    @Test
    void shouldPassWhatMayBeSeveralInOneWhenOnlyCompleteOnesAreWanted() {
        byte[] complete = packet(packet -> {});
        byte[] ipv4 = packet(packet -> packet.incomplete = true);
        byte[] ipv6 =
                packet(packet -> {
                    packet.destination = address("2001:db8::1");
                    packet.incomplete = true;
                });
        loaded.bind(0);
        assertOutcome(PacketOutcome.REDIRECTED, ipv4);
        try (RedirectToSocket generic =
                        RedirectToSocket.onlyWhole(CONTROL_PORT, true, complete.length - 14);
                TestProgram alone = new TestProgram(generic)) {
            OuterPacket.own(generic.addresses());
            alone.bind(0);
            assertEquals(XDP_REDIRECT, alone.runUnchanged(complete));
            assertEquals(XDP_PASS, alone.runUnchanged(ipv4));
            assertEquals(XDP_PASS, alone.runUnchanged(ipv6));
            byte[] longer = packet(packet -> packet.payload++);
            assertEquals(XDP_PASS, alone.runUnchanged(longer));
            assertEquals(3, generic.outcomes().get(PacketOutcome.INCOMPLETE));
        }
    }

    @Test
    void shouldPassVxlanWhenTheKernelServesIt() {
        try (RedirectToSocket withoutVxlan = new RedirectToSocket(CONTROL_PORT, false);
                TestProgram alone = new TestProgram(withoutVxlan)) {
            OuterPacket.own(withoutVxlan.addresses());
            alone.bind(0);
            assertEquals(XDP_REDIRECT, alone.runUnchanged(packet(packet -> {})));
            byte[] vxlan = packet(packet -> packet.port = CONTROL_PORT + 1);
            assertEquals(XDP_PASS, alone.runUnchanged(vxlan));
            assertEquals(1, withoutVxlan.outcomes().get(PacketOutcome.TO_OTHER_PORT));
        }
    }

    @Test
    void shouldPassWhatIsForAnother() {
        loaded.bind(0);
        for (int port : new int[] {CONTROL_PORT - 1, CONTROL_PORT + 2, 0, 65_535, 0x7F1A}) {
            assertOutcome(PacketOutcome.TO_OTHER_PORT, packet -> packet.port = port);
        }
        for (String address : List.of("10.0.0.4", "255.255.255.255", "2001:db8::3", "a00:1::")) {
            assertOutcome(
                    PacketOutcome.TO_OTHER_ADDRESS,
                    packet -> packet.destination = address(address));
        }
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xFF;
        System.arraycopy(address("10.0.0.1"), 0, mapped, 12, 4);
        assertOutcome(PacketOutcome.TO_OTHER_ADDRESS, packet -> packet.destination = mapped);
        assertOutcome(PacketOutcome.TO_MANY, packet -> packet.macFirst = 0xFF);
        assertOutcome(PacketOutcome.TO_MANY, packet -> packet.macFirst = 1);
        for (int type : new int[] {0x0806, 0x88CC, 0, 1500, 0x0008}) {
            assertOutcome(PacketOutcome.OF_OTHER_PROTOCOL, packet -> packet.type = type);
        }
        for (int protocol : new int[] {0, 1, 6, 50, 132, 255}) {
            assertOutcome(PacketOutcome.NOT_UDP, packet -> packet.protocol = protocol);
        }
    }

    @Test
    void shouldPassWhatOnlyTheKernelCanMakeWhole() {
        loaded.bind(0);
        for (int fragment : new int[] {0x2000, 1, 0x1FFF, 0x6000, 0x3FFF}) {
            assertOutcome(PacketOutcome.FRAGMENT, packet -> packet.fragment = fragment);
        }
        byte[] ours = address("2001:db8::1");
        assertOutcome(
                PacketOutcome.FRAGMENT,
                packet -> {
                    packet.destination = ours;
                    packet.protocol = 44;
                });
        // Hop-by-hop, routing, ESP, AH, none, destination options, mobility.
        for (int extension : new int[] {0, 43, 50, 51, 59, 60, 135}) {
            assertOutcome(
                    PacketOutcome.NOT_UDP,
                    packet -> {
                        packet.destination = ours;
                        packet.protocol = extension;
                    });
        }
    }

    @Test
    void shouldTakeTheAddressOfAVlanOnlyInThat() {
        loaded.bind(0);
        int customer = OuterPacket.tag(OuterPacket.CUSTOMER, 0xE005);
        int service = OuterPacket.tag(OuterPacket.SERVICE, 7);
        int priority = OuterPacket.tag(OuterPacket.CUSTOMER, 0xA000);
        expectTagged(PacketOutcome.REDIRECTED, "10.0.0.1", priority);
        expectTagged(PacketOutcome.REDIRECTED, "10.0.0.1", priority, priority);
        expectTagged(PacketOutcome.REDIRECTED, "10.0.0.2", customer);
        expectTagged(PacketOutcome.REDIRECTED, "10.0.0.2", priority, customer);
        expectTagged(PacketOutcome.REDIRECTED, "10.0.0.2", customer, priority);
        expectTagged(PacketOutcome.REDIRECTED, "2001:db8::2", service);
        expectTagged(PacketOutcome.REDIRECTED, "10.0.0.3", service, customer);

        expectTagged(PacketOutcome.TO_OTHER_ADDRESS, "10.0.0.1", customer);
        expectTagged(PacketOutcome.TO_OTHER_ADDRESS, "10.0.0.2");
        expectTagged(PacketOutcome.TO_OTHER_ADDRESS, "10.0.0.2", priority);
        expectTagged(PacketOutcome.TO_OTHER_ADDRESS, "10.0.0.2", customer, customer);
        expectTagged(
                PacketOutcome.TO_OTHER_ADDRESS,
                "10.0.0.2",
                OuterPacket.tag(OuterPacket.SERVICE, 5));
        expectTagged(PacketOutcome.TO_OTHER_ADDRESS, "10.0.0.3", customer, service);
        expectTagged(PacketOutcome.OF_OTHER_PROTOCOL, "10.0.0.1", priority, priority, priority);
    }

    private void expectTagged(PacketOutcome expected, String destination, int... tags) {
        assertOutcome(
                expected,
                packet -> {
                    packet.tags = tags;
                    packet.destination = address(destination);
                });
    }

    @Test
    void shouldPassWhatIsWrong() {
        loaded.bind(0);
        for (int version : new int[] {0, 3, 5, 6, 15}) {
            assertOutcome(PacketOutcome.MALFORMED, packet -> packet.version = version);
        }
        for (int words = 0; words < 5; words++) {
            int shorter = words;
            assertOutcome(PacketOutcome.MALFORMED, packet -> packet.headerWords = shorter);
        }
        for (byte[] destination : List.of(address("10.0.0.1"), address("2001:db8::1"))) {
            for (int error : new int[] {1, 500, -1, -27, -26 - 8}) {
                assertOutcome(
                        PacketOutcome.MALFORMED,
                        packet -> {
                            packet.destination = destination;
                            packet.lengthError = error;
                        });
            }
            for (int error : new int[] {1, 0x7FFF, -27, -34}) {
                assertOutcome(
                        PacketOutcome.MALFORMED,
                        packet -> {
                            packet.destination = destination;
                            packet.udpLengthError = error;
                        });
            }
        }
    }

    @Test
    void shouldPassWhatIsCutOffAnywhere() {
        loaded.bind(0);
        int customer = OuterPacket.tag(OuterPacket.CUSTOMER, 5);
        int service = OuterPacket.tag(OuterPacket.SERVICE, 7);
        for (String destination : List.of("10.0.0.3", "2001:db8::2")) {
            byte[] whole =
                    packet(packet -> {
                        packet.destination = address(destination);
                        packet.tags = new int[] {service, customer};
                        packet.headerWords = 10;
                    });
            int headers = whole.length - 26;
            for (int length = RandomPackets.LENGTH_MIN; length < headers; length++) {
                assertOutcome(PacketOutcome.CUT_OFF, Arrays.copyOf(whole, length));
            }
        }
    }

    @Test
    void shouldSeeTheWholeLengthOfWhatHasSeveralBuffers() {
        loaded.bind(0);
        assertOutcome(PacketOutcome.REDIRECTED, packet -> packet.payload = 8900);
        assertOutcome(
                PacketOutcome.MALFORMED,
                packet -> {
                    packet.payload = 8900;
                    packet.lengthError = 1;
                });
    }

    @Test
    void shouldGoByTheQueueOfThePacket() throws Exception {
        byte[] packet = packet(any -> {});
        // Only an interface that has a program has queues of XDP.
        try (TwoHosts hosts = new TwoHosts();
                XdpAttachment _ = hosts.attach(new RedirectAll(), XdpMode.DRIVER)) {
            loaded.bind(1);
            loaded.bind(3);
            for (int queue = 0; queue < TestProgram.QUEUES; queue++) {
                int by = queue;
                int verdict =
                        hosts.left()
                                .call(() -> loaded.run(packet, packet.length, hosts.index(), by));
                assertEquals(queue % 2 == 1 ? XDP_REDIRECT : XDP_PASS, verdict);
            }
        }
    }

    @Test
    void shouldFollowAddressesAndSockets() throws Exception {
        InetAddress added = InetAddress.getByName("10.0.0.9");
        byte[] packet = packet(any -> any.destination = added.getAddress());
        loaded.bind(0);
        assertEquals(XDP_PASS, loaded.run(packet));
        program.addresses().add(added, List.of());
        assertEquals(XDP_REDIRECT, loaded.run(packet));
        loaded.unbind(0);
        assertEquals(XDP_PASS, loaded.run(packet));
        assertEquals(1, program.outcomes().get(PacketOutcome.WITHOUT_SOCKET));
        loaded.bind(0);
        assertEquals(XDP_REDIRECT, loaded.run(packet));
        program.addresses().remove(added, List.of());
        assertEquals(XDP_PASS, loaded.run(packet));
    }
}
