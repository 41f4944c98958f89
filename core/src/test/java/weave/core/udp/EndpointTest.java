package weave.core.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import weave.core.tuning.Tuning;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;
import weave.linux.socket.UdpConstants;
import weave.testkit.Privileged;

/** What the tuning does to the outer sockets, read back from the kernel. */
class EndpointTest {
    private static final int LOOPBACK = 0x7F000001;
    private static final int PORT = 39_411;

    @Test
    void shouldLetTheKernelJoinAndCutWhenNothingElseIsSaid() {
        try (Endpoint endpoint = open(Tuning.builder().queues(1).build())) {
            assertEquals(1, read(endpoint, SocketConstants.IPPROTO_UDP, UdpConstants.UDP_GRO));
            assertTrue(endpoint.options().segments());
            assertEquals(0, endpoint.options().joinErrno());
            assertEquals(0, endpoint.options().segmentErrno());
        }
    }

    @Test
    void shouldNotWhenOffloadsAreOff() {
        Tuning off = Tuning.builder().queues(1).offloads(false).build();
        try (Endpoint endpoint = open(off)) {
            assertEquals(0, read(endpoint, SocketConstants.IPPROTO_UDP, UdpConstants.UDP_GRO));
            assertFalse(endpoint.options().segments());
        }
    }

    @Test
    void shouldTellHowLongTheQueuesReallyAre() {
        Tuning small = Tuning.builder().queues(1).socketBufferLength(100_000).build();
        try (Endpoint endpoint = open(small)) {
            assertEquals(100_000, endpoint.options().receiveBufferLength());
            assertEquals(100_000, endpoint.options().sendBufferLength());
            assertEquals(
                    200_000, read(endpoint, SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVBUF));
        }
    }

    @Test
    @Privileged
    void shouldExceedTheLimitsOfTheKernelWhenPrivileged() {
        Tuning large = Tuning.builder().queues(1).socketBufferLength(64 << 20).build();
        try (Endpoint endpoint = open(large)) {
            assertEquals(64 << 20, endpoint.options().receiveBufferLength());
            assertEquals(64 << 20, endpoint.options().sendBufferLength());
        }
    }

    @Test
    @Privileged
    void shouldPollBusilyWhenAsked() {
        Tuning busy = Tuning.builder().queues(1).busyPollMicros(75).build();
        try (Endpoint endpoint = open(busy)) {
            int level = SocketConstants.SOL_SOCKET;
            assertEquals(0, endpoint.options().busyPollErrno());
            assertEquals(75, read(endpoint, level, SocketConstants.SO_BUSY_POLL));
            assertEquals(1, read(endpoint, level, SocketConstants.SO_PREFER_BUSY_POLL));
        }
    }

    private static Endpoint open(Tuning tuning) {
        return Endpoint.open(LOOPBACK, PORT, tuning).getFirst();
    }

    private static int read(Endpoint endpoint, int level, int option) {
        return Sockets.getsockoptInt(new CallState(), endpoint.mainFd(), level, option);
    }
}
