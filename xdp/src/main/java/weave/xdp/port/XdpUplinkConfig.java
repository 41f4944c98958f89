package weave.xdp.port;

import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

/**
 * How a link is served.
 *
 * @param device the interface's name, for messages
 * @param interfaceIndex of it, in the network namespace of the thread that opens the uplink
 * @param queues that it receives by, all of which are served
 * @param shares queues of the dataplane that serve them, at most as many
 * @param mtu of it, in bytes; where that is raised afterwards, longer packets are dropped
 * @param port sleeve's
 * @param withVxlan whether VXLAN is received, too, at the port above
 * @param mode where the program runs
 * @param copyMode whether the kernel may or must copy frames
 * @param metadata whether the kernel or the NIC computes checksums; Linux 6.11 or newer
 * @param hugePages whether frames are to lie in huge pages
 * @param pollsBusily whether the kernel is to work in ingress's system calls, not in interrupts;
 *     for threads that never sleep
 * @param batch frames that are received at a time
 * @param blockLength bytes for datagrams that do not fit into a frame, or find none
 */
public record XdpUplinkConfig(
        String device,
        int interfaceIndex,
        int queues,
        int shares,
        int mtu,
        int port,
        boolean withVxlan,
        XdpMode mode,
        CopyMode copyMode,
        boolean metadata,
        boolean hugePages,
        boolean pollsBusily,
        int batch,
        int blockLength) {
    private static final int ETHERNET_LENGTH_MAX = 14 + 2 * 4;

    /** Bytes of the longest frame that may arrive. */
    int frameLengthMax() {
        return mtu + ETHERNET_LENGTH_MAX;
    }
}
