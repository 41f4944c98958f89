package weave.kernel.vxlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static weave.kernel.vxlan.VxlanHost.AT_LEFT;
import static weave.kernel.vxlan.VxlanHost.AT_RIGHT;
import static weave.kernel.vxlan.VxlanHost.BOX;
import static weave.kernel.vxlan.VxlanHost.DEVICE;
import static weave.kernel.vxlan.VxlanHost.ID_LEFT;
import static weave.kernel.vxlan.VxlanHost.ID_SELF;
import static weave.kernel.vxlan.VxlanHost.PLAIN_DEVICE;
import static weave.kernel.vxlan.VxlanHost.frame;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.fastdp.Upcall;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** By which device VXLAN comes into the host, whatever else is on it. */
@Privileged
class SteeringTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final long UNKNOWN = 0x02_0000_0000_0FL;

    private VxlanHost host;

    @BeforeEach
    void connect() throws Exception {
        host = VxlanHost.connected();
    }

    @AfterEach
    void close() throws Exception {
        host.stop();
        host.close();
    }

    @Test
    void shouldReceiveByThePlainDeviceWhatIsForAContainer() throws Exception {
        assertArrives(PLAIN_DEVICE);
        // Another's rules are for other packets, and yet every packet meets them.
        iptables("-t nat -A POSTROUTING -s 203.0.113.0/24 -j MASQUERADE");
        assertArrives(PLAIN_DEVICE);
        assertEquals(List.of("from eth0 straight to containers"), host.datapath.status().details());
    }

    @Test
    void shouldReceiveByTheOtherDeviceWhatHasAChecksum() throws Exception {
        byte[] frame = frame(BOX, AT_LEFT);
        long before = host.received(DEVICE);
        host.sendCheckedFromLeft(ID_LEFT, ID_SELF, frame);
        assertArrayEquals(frame, host.await(host.box).getLast());
        assertEquals(before + 1, host.received(DEVICE));
    }

    @Test
    void shouldDeliverAllTheSameWhenAnothersRuleTakesThePlainDevicesSocketAway() throws Exception {
        iptables("-t nat -A INPUT -p udp --dport 6784 -j SNAT --to-source 192.0.2.99");
        assertArrives(DEVICE);
        byte[] unknown = frame(BOX, UNKNOWN);
        host.sendFromLeft(ID_LEFT, ID_SELF, unknown);
        byte[] upcall = host.awaitUpcall();
        assertArrayEquals(unknown, Arrays.copyOfRange(upcall, Upcall.HEADER_LENGTH, upcall.length));
    }

    @Test
    void shouldHeedThePacketFilterOfTheHost() throws Exception {
        iptables("-A INPUT -p udp -s 192.0.2.1 --dport 6784 -j DROP");
        long before = host.received(PLAIN_DEVICE);
        host.sendFromLeft(ID_LEFT, ID_SELF, frame(BOX, AT_LEFT));
        iptables("-D INPUT -p udp -s 192.0.2.1 --dport 6784 -j DROP");
        host.sendFromLeft(ID_LEFT, ID_SELF, frame(BOX, AT_LEFT));
        assertEquals(1, host.await(host.box).size());
        assertEquals(before + 1, host.received(PLAIN_DEVICE));
    }

    @Test
    void shouldNotDeliverWhatComesToThePlainDeviceByItself() throws Exception {
        long before = host.received(PLAIN_DEVICE);
        host.sendToPlainDevice(frame(BOX, AT_LEFT));
        Await.until("the device has it", LONG, () -> host.received(PLAIN_DEVICE) > before);
        host.sendFromLeft(ID_LEFT, ID_SELF, frame(BOX, AT_RIGHT));
        host.awaitUpcall();
        assertEquals(List.of(), host.take(host.box));
    }

    @Test
    void shouldReceiveByTheOtherDeviceUntilThePlainOneIsMadeAnew() throws Exception {
        host.namespace.ip("link set " + PLAIN_DEVICE + " down");
        assertArrives(DEVICE);
        host.namespace.ip("link del " + PLAIN_DEVICE);
        byte[] frame = frame(BOX, AT_LEFT);
        Await.until(
                "it is delivered by the plain device",
                LONG,
                () -> {
                    host.sendFromLeft(ID_LEFT, ID_SELF, frame);
                    host.await(host.box);
                    return host.namespace.ip("-o link show type vxlan").contains(PLAIN_DEVICE)
                            && host.received(PLAIN_DEVICE) > 0;
                });
    }

    /** A frame for the container, by one device and no other. */
    private void assertArrives(String device) throws Exception {
        byte[] frame = frame(BOX, AT_LEFT);
        long before = host.received(device);
        host.sendFromLeft(ID_LEFT, ID_SELF, frame);
        assertArrayEquals(frame, host.await(host.box).getLast());
        assertEquals(before + 1, host.received(device));
    }

    private void iptables(String rule) {
        host.namespace.run(("iptables " + rule).split(" ")).orFail();
    }
}
