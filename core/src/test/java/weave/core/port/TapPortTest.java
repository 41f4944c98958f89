package weave.core.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weave.core.engine.Limits;
import weave.core.tuning.Tuning;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;
import weave.linux.tun.Ifreq;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** What the kernel offers to those who send into the device, asked as ethtool(8) does. */
@Privileged
class TapPortTest {
    // <linux/ethtool.h> and <linux/sockios.h>
    private static final int SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GTXCSUM = 0x16;
    private static final int ETHTOOL_GTSO = 0x1E;

    private NetworkNamespace host;

    @BeforeEach
    void makeHost() {
        host = NetworkNamespace.create("tap");
    }

    @AfterEach
    void removeHost() {
        host.close();
    }

    @Test
    void shouldTakeSuperFramesAndPartialChecksums() throws Exception {
        host.call(() -> {
            try (TapPort port = open(Tuning.builder().queues(1).build())) {
                assertTrue(port.takesUdpSuperFrames());
                assertEquals(1, feature(port, ETHTOOL_GTSO));
                assertEquals(1, feature(port, ETHTOOL_GTXCSUM));
            }
            return null;
        });
    }

    @Test
    void shouldTakeWholeFramesOnlyWhenOffloadsAreOff() throws Exception {
        host.call(() -> {
            try (TapPort port = open(Tuning.builder().queues(1).offloads(false).build())) {
                assertFalse(port.takesUdpSuperFrames());
                assertEquals(0, feature(port, ETHTOOL_GTSO));
                assertEquals(0, feature(port, ETHTOOL_GTXCSUM));
            }
            return null;
        });
    }

    private static TapPort open(Tuning tuning) {
        return TapPort.open("tap0", tuning, Limits.FRAME_SLOT_LENGTH).getFirst();
    }

    /** The answer to a question with a number for an answer: {@code struct ethtool_value}. */
    private static int feature(TapPort port, int question) {
        CallState state = new CallState();
        int socket =
                LinuxException.check(
                        "socket",
                        Sockets.socket(
                                state, SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM, 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT, 2);
            value.setAtIndex(ValueLayout.JAVA_INT, 0, question);
            MemorySegment request = arena.allocate(Ifreq.LAYOUT);
            Ifreq.ifr_name(request, 0, port.name());
            request.set(ValueLayout.JAVA_LONG_UNALIGNED, Ifreq.IFNAMSIZ, value.address());
            LinuxException.check(
                    "ioctl(SIOCETHTOOL)",
                    Files.ioctl(state, socket, SIOCETHTOOL, request.address()));
            return value.getAtIndex(ValueLayout.JAVA_INT, 1);
        } finally {
            Files.close(state, socket);
        }
    }
}
