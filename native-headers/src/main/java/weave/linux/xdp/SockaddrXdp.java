package weave.linux.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import weave.linux.Layouts;
import weave.linux.socket.SocketConstants;

/**
 * A queue of an interface: {@code struct sockaddr_xdp} of {@code <linux/if_xdp.h>}.
 *
 * <pre>
 *   0             2            4              8               12                    16
 *   +-------------+------------+--------------+---------------+---------------------+
 *   | sxdp_family | sxdp_flags | sxdp_ifindex | sxdp_queue_id | sxdp_shared_umem_fd |
 *   +-------------+------------+--------------+---------------+---------------------+
 * </pre>
 */
public final class SockaddrXdp {
    public static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                            JAVA_SHORT.withName("sxdp_family"),
                            JAVA_SHORT.withName("sxdp_flags"),
                            JAVA_INT.withName("sxdp_ifindex"),
                            JAVA_INT.withName("sxdp_queue_id"),
                            JAVA_INT.withName("sxdp_shared_umem_fd"))
                    .withName("sockaddr_xdp");

    public static final long SIZE = LAYOUT.byteSize();

    private static final long SXDP_FAMILY = Layouts.offset(LAYOUT, "sxdp_family");
    private static final long SXDP_FLAGS = Layouts.offset(LAYOUT, "sxdp_flags");
    private static final long SXDP_IFINDEX = Layouts.offset(LAYOUT, "sxdp_ifindex");
    private static final long SXDP_QUEUE_ID = Layouts.offset(LAYOUT, "sxdp_queue_id");
    private static final long SXDP_SHARED_UMEM_FD = Layouts.offset(LAYOUT, "sxdp_shared_umem_fd");

    private SockaddrXdp() {}

    /**
     * Writes all of it.
     *
     * @param flags as {@link XdpConstants#XDP_COPY}
     * @param sharedUmemFd of the socket whose memory is used; 0 without {@link
     *     XdpConstants#XDP_SHARED_UMEM}
     */
    public static void set(
            MemorySegment memory,
            long base,
            int flags,
            int interfaceIndex,
            int queue,
            int sharedUmemFd) {
        memory.set(JAVA_SHORT, base + SXDP_FAMILY, (short) SocketConstants.AF_XDP);
        memory.set(JAVA_SHORT, base + SXDP_FLAGS, (short) flags);
        memory.set(JAVA_INT, base + SXDP_IFINDEX, interfaceIndex);
        memory.set(JAVA_INT, base + SXDP_QUEUE_ID, queue);
        memory.set(JAVA_INT, base + SXDP_SHARED_UMEM_FD, sharedUmemFd);
    }
}
