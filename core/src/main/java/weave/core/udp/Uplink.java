package weave.core.udp;

/**
 * A way to the underlay past the kernel's sockets of one queue, and beside them: what it does not
 * receive arrives by those, and what it cannot send leaves by those. It stays its maker's to close,
 * after its source and its target.
 */
public interface Uplink {
    /** What it receives; ingress's. */
    DatagramSource source();

    /**
     * What it sends by; egress's.
     *
     * @param kernel takes what cannot go this way; closed with the target
     */
    DatagramTarget target(DatagramSender kernel);

    /** What is readable when datagrams wait. */
    int[] fds();
}
