package weave.xdp.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Programs on a veth between two hosts, with ordinary traffic beside. */
@Privileged
@Timeout(120)
class XdpAttachmentTest {
    private static final int SLEEVE = 6783;
    private static final int VXLAN = 6784;
    private static final int OTHER_PORT = 7000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TwoHosts hosts = new TwoHosts();
    private final RedirectToSocket overlay = new RedirectToSocket(SLEEVE, true);

    @AfterEach
    void close() {
        overlay.close();
        hosts.close();
    }

    private long count(PacketOutcome outcome) {
        return overlay.outcomes().get(outcome);
    }

    private void own() throws Exception {
        overlay.addresses().add(InetAddress.getByName(TwoHosts.LEFT), List.of());
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void shouldDisturbNobodyWhenNoQueueHasASocket(XdpMode mode) throws Exception {
        own();
        try (XdpAttachment attached = hosts.attach(overlay, mode)) {
            assertEquals(mode, attached.mode());
            assertTrue(attached.isAttached());
            assertTrue(hosts.canPing());
            assertTrue(hosts.canSend(SLEEVE, 100));
            assertTrue(hosts.canSend(VXLAN, 1400));
            assertTrue(hosts.canSend(SLEEVE, 20_000));
            assertTrue(hosts.canSend(OTHER_PORT, 100));
            assertTrue(hosts.canConnect());
            assertEquals(2, count(PacketOutcome.WITHOUT_SOCKET));
            assertTrue(count(PacketOutcome.FRAGMENT) > 10);
            assertTrue(count(PacketOutcome.TO_OTHER_PORT) > 0);
            assertTrue(count(PacketOutcome.NOT_UDP) > 0);
            assertEquals(0, count(PacketOutcome.REDIRECTED));
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void shouldTakeOnlyTheOverlaysWhenQueuesHaveSockets(XdpMode mode) throws Exception {
        own();
        // Bound to no queue: what goes there is dropped.
        try (XdpAttachment attached = hosts.attach(overlay, mode);
                FileDescriptor socket = TestProgram.unboundSocket()) {
            for (int queue = 0; queue < TestProgram.QUEUES; queue++) {
                attached.bind(queue, socket.number());
            }
            assertFalse(hosts.canSendAfterAll(SLEEVE, 100));
            assertFalse(hosts.canSendAfterAll(VXLAN, 100));
            assertEquals(2, count(PacketOutcome.REDIRECTED));
            assertTrue(hosts.canPing());
            assertTrue(hosts.canSend(OTHER_PORT, 100));
            assertTrue(hosts.canConnect());

            for (int queue = 0; queue < TestProgram.QUEUES; queue++) {
                attached.unbind(queue);
            }
            assertTrue(hosts.canSend(SLEEVE, 100));
            assertEquals(2, count(PacketOutcome.REDIRECTED));
        }
    }

    @Test
    void shouldGoOnWithTheKernelWhenItsSocketIsClosed() throws Exception {
        own();
        try (XdpAttachment attached = hosts.attach(overlay, XdpMode.DRIVER)) {
            FileDescriptor socket = TestProgram.unboundSocket();
            for (int queue = 0; queue < TestProgram.QUEUES; queue++) {
                attached.bind(queue, socket.number());
            }
            assertFalse(hosts.canSendAfterAll(SLEEVE, 100));
            socket.close();
            assertTrue(hosts.canSend(SLEEVE, 100));
        }
    }

    @Test
    void shouldTakeJumboFramesInTheDriver() throws Exception {
        own();
        hosts.left().ip("link set eth0 mtu 9000");
        hosts.right().ip("link set eth0 mtu 9000");
        try (XdpAttachment attached = hosts.attach(overlay, XdpMode.DRIVER)) {
            assertTrue(hosts.canSend(SLEEVE, 8900));
            assertEquals(1, count(PacketOutcome.WITHOUT_SOCKET));
            assertTrue(attached.isAttached());
        }
    }

    @Test
    void shouldBeGoneWhenClosed() throws Exception {
        XdpAttachment attached = hosts.attach(new RedirectAll(), XdpMode.DRIVER);
        assertNotEquals("", hosts.xdp());
        attached.close();
        assertEquals("", hosts.xdp());
        hosts.attach(new RedirectAll(), XdpMode.GENERIC).close();
    }

    @Test
    void shouldBeGoneWhenTheProcessIsKilled() throws Exception {
        Process process =
                hosts.left()
                        .start(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AttachForever.class.getName(),
                                Integer.toString(hosts.index()));
        assertEquals("DRIVER", process.inputReader().readLine());
        assertNotEquals("", hosts.xdp());
        process.destroyForcibly();
        Await.until("no program", PATIENCE, () -> hosts.xdp().isEmpty());
        assertTrue(hosts.canPing());
    }

    @Test
    void shouldNotReplaceAnotherProgram() throws Exception {
        Map<XdpMode, XdpMode> other =
                Map.of(XdpMode.DRIVER, XdpMode.GENERIC, XdpMode.GENERIC, XdpMode.DRIVER);
        for (XdpMode mode : XdpMode.values()) {
            try (XdpAttachment _ = hosts.attach(new RedirectAll(), mode)) {
                String before = hosts.xdp();
                assertEquals(Errno.EBUSY, refusal(mode));
                assertEquals(Errno.EEXIST, refusal(other.get(mode)));
                LinuxException busy =
                        assertThrows(
                                LinuxException.class,
                                () ->
                                        hosts.left()
                                                .call(() ->
                                                        XdpAttachment.attachAny(
                                                                overlay, hosts.index(), 4)));
                assertTrue(busy.errno() == Errno.EBUSY || busy.errno() == Errno.EEXIST);
                assertEquals(before, hosts.xdp());
            }
        }
    }

    private int refusal(XdpMode mode) {
        return assertThrows(LinuxException.class, () -> hosts.attach(overlay, mode)).errno();
    }

    @Test
    void shouldBeGenericWhenTheDriverHasNoXdp() throws Exception {
        hosts.left().ip("link add name plain type bridge");
        int index = Integer.parseInt(hosts.left().ip("-o link show dev plain").split(":")[0]);
        LinuxException refused =
                assertThrows(
                        LinuxException.class,
                        () ->
                                hosts.left()
                                        .call(() ->
                                                XdpAttachment.attach(
                                                        overlay, index, XdpMode.DRIVER, 1)));
        assertEquals(Errno.EOPNOTSUPP, refused.errno());
        try (XdpAttachment attached =
                hosts.left().call(() -> XdpAttachment.attachAny(overlay, index, 1))) {
            assertEquals(XdpMode.GENERIC, attached.mode());
        }
    }

    @Test
    void shouldKnowWhenTheInterfaceIsGone() throws Exception {
        try (XdpAttachment attached = hosts.attach(overlay, XdpMode.DRIVER);
                FileDescriptor socket = TestProgram.unboundSocket()) {
            attached.bind(0, socket.number());
            hosts.left().ip("link del eth0");
            assertFalse(attached.isAttached());
            attached.unbind(0);
            attached.bind(0, socket.number());
        }
    }

    @Test
    void shouldStayWhenTheInterfaceIsSetDownAndUp() throws Exception {
        own();
        try (XdpAttachment attached = hosts.attach(overlay, XdpMode.DRIVER)) {
            String before = hosts.xdp();
            hosts.left().ip("link set eth0 down");
            hosts.left().ip("link set eth0 up");
            hosts.right().awaitUp("eth0");
            assertTrue(attached.isAttached());
            assertEquals(before, hosts.xdp());
            assertTrue(hosts.canPing());
            assertTrue(hosts.canSend(SLEEVE, 100));
            assertEquals(1, count(PacketOutcome.WITHOUT_SOCKET));
        }
    }

    @Test
    void shouldRefuseAQueueThatIsNone() throws Exception {
        try (XdpAttachment attached = hosts.attach(overlay, XdpMode.DRIVER);
                FileDescriptor socket = TestProgram.unboundSocket()) {
            LinuxException refused =
                    assertThrows(
                            LinuxException.class,
                            () -> attached.bind(TestProgram.QUEUES, socket.number()));
            assertTrue(refused.getMessage().contains("E2BIG"), refused.getMessage());
        }
    }
}
