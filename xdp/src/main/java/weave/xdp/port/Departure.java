package weave.xdp.port;

/** By which way a datagram left; all but the first go through the kernel's stack. */
public enum Departure {
    /** In a frame of ours, by the NIC's queue. */
    FRAME,

    /** The kernel alone may send it. */
    FOR_KERNEL,

    /** The kernel has to find the next hop first, or it is not on our link. */
    WITHOUT_NEXT_HOP,

    /** Is to come from another address of ours than the next hop's; the kernel may route it. */
    FROM_OTHER_ADDRESS,

    /** Longer than the path's MTU, so that the kernel cuts it or refuses it; or than a frame. */
    TOO_LONG,

    /** All frames are with the kernel, or the ring is full. */
    WITHOUT_ROOM
}
