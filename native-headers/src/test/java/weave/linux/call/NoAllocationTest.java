package weave.linux.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.socket.Iovec;
import weave.linux.socket.Mmsghdr;
import weave.linux.socket.Msghdr;
import weave.linux.socket.SockaddrIn;
import weave.linux.socket.SocketConstants;
import weave.linux.tun.VirtioNetHdr;
import weave.testkit.Allocation;

/** What agents call for every batch leaves nothing for the collector, refusals included. */
class NoAllocationTest {
    private static final int RUNS = 20_000;

    private final CallState state = new CallState();
    private final Arena arena = Arena.ofAuto();

    @Test
    void shouldNotAllocateWhenReadingWritingAndPolling() {
        MemorySegment pollfd = arena.allocate(Pollfd.LAYOUT);
        MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
        count.set(ValueLayout.JAVA_LONG, 0, 1);
        try (FileDescriptor event =
                new FileDescriptor("eventfd", Polling.eventfd(state, 0, Polling.EFD_NONBLOCK))) {
            int fd = event.number();
            Pollfd.set(pollfd, 0, fd, Pollfd.POLLIN);
            long countAddress = count.address();
            long pollfdAddress = pollfd.address();

            assertEquals(
                    0,
                    Allocation.bytes(
                            RUNS,
                            () -> {
                                check(8, Files.write(state, fd, countAddress, 8));
                                check(1, Polling.poll(state, pollfdAddress, 1, 0));
                                check(8, Files.read(state, fd, countAddress, 8));
                                check(-Errno.EAGAIN, Files.read(state, fd, countAddress, 8));
                            }));
        }
    }

    @Test
    void shouldNotAllocateWhenSendingAndReceivingBatches() {
        MemorySegment address = arena.allocate(SockaddrIn.LAYOUT);
        MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
        MemorySegment data = arena.allocate(64);
        MemorySegment vector = arena.allocate(Iovec.LAYOUT);
        MemorySegment message = arena.allocate(Mmsghdr.LAYOUT);
        Iovec.iov_base(vector, 0, data.address());
        Iovec.iov_len(vector, 0, data.byteSize());
        try (FileDescriptor socket =
                new FileDescriptor(
                        "socket",
                        Sockets.socket(
                                state, SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM, 0))) {
            int fd = socket.number();
            SockaddrIn.set(address, 0, SocketConstants.INADDR_LOOPBACK, 0);
            int size = (int) SockaddrIn.SIZE;
            length.set(ValueLayout.JAVA_INT, 0, size);
            check(0, Sockets.bind(state, fd, address.address(), size));
            check(0, Sockets.getsockname(state, fd, address.address(), length.address()));
            check(0, Sockets.connect(state, fd, address.address(), size));

            assertEquals(
                    0,
                    Allocation.bytes(
                            RUNS,
                            () -> {
                                Msghdr.msg_iov(message, 0, vector.address());
                                Msghdr.msg_iovlen(message, 0, 1);
                                VirtioNetHdr.gso_size(data, 3, 1400);
                                check(1, Datagrams.sendmmsg(state, fd, message.address(), 1, 0));
                                check(1, Datagrams.recvmmsg(state, fd, message.address(), 1, 0, 0));
                                check(64, Mmsghdr.msg_len(message, 0));
                                check(1400, VirtioNetHdr.gso_size(data, 3));
                            }));
        }
    }

    private static void check(int expected, int actual) {
        if (expected != actual) {
            throw new AssertionError(expected + " expected, not " + actual);
        }
    }
}
