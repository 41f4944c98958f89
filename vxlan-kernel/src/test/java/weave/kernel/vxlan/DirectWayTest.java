package weave.kernel.vxlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static weave.kernel.vxlan.VxlanHost.AT_RIGHT;
import static weave.kernel.vxlan.VxlanHost.BOX;
import static weave.kernel.vxlan.VxlanHost.DEVICE;
import static weave.kernel.vxlan.VxlanHost.LEFT;
import static weave.kernel.vxlan.VxlanHost.PORT;
import static weave.kernel.vxlan.VxlanHost.RIGHT;
import static weave.kernel.vxlan.VxlanHost.RIGHT_IP;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** When a container's packets leave by the link itself, over a real cable. */
@Privileged
class DirectWayTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String DIRECT = "from containers straight to eth0";

    private VxlanHost host;

    @BeforeEach
    void connect() throws Exception {
        host = VxlanHost.connected();
        direct(true);
    }

    @AfterEach
    void close() throws Exception {
        host.stop();
        host.close();
    }

    private void direct(boolean allowed) throws Exception {
        host.datapath.direct(allowed);
        host.call(() -> null);
    }

    /** A frame that holds IPv4, as far as anybody on the way looks. */
    private static byte[] packet() {
        byte[] frame = VxlanHost.frame(AT_RIGHT, BOX);
        frame[12] = 0x08;
        frame[13] = 0x00;
        frame[14] = 0x45;
        return frame;
    }

    /** How many packets the VXLAN device has sent. */
    private long byDevice() {
        String path = "/sys/class/net/" + DEVICE + "/statistics/tx_packets";
        return Long.parseLong(host.namespace.run("cat", path).orFail().strip());
    }

    private void assertLeaves(boolean isDirect) throws Exception {
        long before = byDevice();
        byte[] frame = packet();
        host.sendFromBox(frame);
        byte[] vxlan = VxlanHost.receive(host.right, PATIENCE_MILLIS);
        assertArrayEquals(frame, Arrays.copyOfRange(vxlan, 8, vxlan.length));
        assertEquals(isDirect ? before : before + 1, byDevice());
    }

    @Test
    void shouldLeaveByTheLinkAsLongAsItMay() throws Exception {
        for (boolean isDirect : List.of(true, false, true)) {
            direct(isDirect);
            assertLeaves(isDirect);
            assertEquals(isDirect, host.datapath.status().details().contains(DIRECT));
        }
    }

    @Test
    void shouldLeaveByTheDeviceWhatIsNotIp() throws Exception {
        long before = byDevice();
        host.sendFromBox(VxlanHost.frame(AT_RIGHT, BOX));
        assertEquals(108, VxlanHost.receive(host.right, PATIENCE_MILLIS).length);
        assertEquals(before + 1, byDevice());
    }

    @Test
    void shouldLeaveByTheDeviceWhenTheNeighbourHasCiphers() throws Exception {
        neighbour(RIGHT, true);
        assertLeaves(false);
        neighbour(RIGHT, false);
        assertLeaves(true);
    }

    @Test
    void shouldLeaveByTheDeviceWhenAnotherAtTheSameAddressHasCiphers() throws Exception {
        neighbour(LEFT, true);
        assertLeaves(false);
        neighbour(LEFT, false);
        assertLeaves(true);
    }

    /** All are told to be where the right one is. */
    private void neighbour(long peer, boolean encrypted) throws Exception {
        host.call(() -> {
            host.datapath.neighbour(peer, RIGHT_IP, PORT, encrypted);
            return null;
        });
    }

    @Test
    void shouldFollowTheRoute() throws Exception {
        host.namespace.ip("link add other type veth peer name nobody");
        host.namespace.ip("addr add 198.51.100.1/24 dev other");
        host.namespace.ip("link set other up");
        host.namespace.ip("link set nobody up");
        assertLeaves(true);
        host.namespace.ip("route add 192.0.2.3/32 dev other");
        Await.until(
                "the other link has it",
                LONG,
                () -> details().contains("from containers straight to other"));
        host.namespace.ip("route replace 192.0.2.3/32 encap ip id 7 dst 192.0.2.1 dev other");
        Await.until("it is no plain route", LONG, () -> !details().contains("straight to other"));
        host.namespace.ip("route del 192.0.2.3/32");
        Await.until(
                "everything goes by one link again",
                LONG,
                () -> details().contains(DIRECT) && !details().contains("straight to other"));
        Await.until("it arrives", LONG, this::arrives);
        assertLeaves(true);
    }

    private String details() {
        return host.datapath.status().details().toString();
    }

    private boolean arrives() {
        try {
            host.sendFromBox(packet());
            return VxlanHost.receive(host.right, 20).length > 0;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLeaveByTheDeviceWhenNobodyLooksAnyMore() throws Exception {
        host.stop();
        long before = byDevice();
        host.sendFromBox(packet());
        assertFalse(VxlanHost.receive(host.right, PATIENCE_MILLIS).length == 0);
        assertEquals(before + 1, byDevice());
        host.start();
        assertLeaves(false);
        direct(true);
        host.connect();
        assertLeaves(true);
    }
}
