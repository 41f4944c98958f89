package weave.xdp.socket;

import java.lang.foreign.MemorySegment;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpMmapOffsets;

/**
 * Which ring of a socket: how the kernel finds it, and how it lies.
 *
 * @param name in a message
 * @param option of {@code setsockopt(2)} that makes it
 * @param page of {@code mmap(2)}
 * @param base in {@code offsets}
 * @param offsets what the kernel said, an {@link XdpMmapOffsets}
 */
record RingPlace(String name, int option, long page, long base, MemorySegment offsets) {
    static RingPlace fill(MemorySegment offsets) {
        return new RingPlace(
                "fill",
                XdpConstants.XDP_UMEM_FILL_RING,
                XdpConstants.XDP_UMEM_PGOFF_FILL_RING,
                XdpMmapOffsets.FR_OFFSET,
                offsets);
    }

    static RingPlace completion(MemorySegment offsets) {
        return new RingPlace(
                "completion",
                XdpConstants.XDP_UMEM_COMPLETION_RING,
                XdpConstants.XDP_UMEM_PGOFF_COMPLETION_RING,
                XdpMmapOffsets.CR_OFFSET,
                offsets);
    }

    static RingPlace receive(MemorySegment offsets) {
        return new RingPlace(
                "RX",
                XdpConstants.XDP_RX_RING,
                XdpConstants.XDP_PGOFF_RX_RING,
                XdpMmapOffsets.RX_OFFSET,
                offsets);
    }

    static RingPlace transmit(MemorySegment offsets) {
        return new RingPlace(
                "TX",
                XdpConstants.XDP_TX_RING,
                XdpConstants.XDP_PGOFF_TX_RING,
                XdpMmapOffsets.TX_OFFSET,
                offsets);
    }

    /** Has the kernel make it and maps it. */
    RingMapping open(int fd, int size, int slotLength) {
        LinuxException.check(
                "make the " + name + " ring of an AF_XDP socket, with " + size + " slots",
                Sockets.setsockoptInt(new CallState(), fd, SocketConstants.SOL_XDP, option, size));
        return RingMapping.map(name, fd, page, offsets, base, size, slotLength);
    }
}
