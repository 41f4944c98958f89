package weave.xdp.socket;

/**
 * What a socket is to be.
 *
 * @param device the interface's name, for messages
 * @param interfaceIndex of it, in the network namespace of the thread that opens the socket
 * @param queue of the interface, from 0
 * @param ringSize slots of each of the four rings: a power of two
 * @param copyMode whether the kernel may or must copy
 * @param needsWakeup whether the kernel may sleep until it is told of frames; without, it must look
 *     for them by itself
 * @param multiBuffer whether frames may be longer than what memory of one frame holds. Linux 6.6 or
 *     newer
 * @param busyPollBudget frames that the kernel moves at a time when we have it work in our system
 *     calls instead of in interrupts; 0 for interrupts. Linux 5.11 or newer
 */
public record XdpSocketConfig(
        String device,
        int interfaceIndex,
        int queue,
        int ringSize,
        CopyMode copyMode,
        boolean needsWakeup,
        boolean multiBuffer,
        int busyPollBudget) {
    /** As libxdp has it. */
    private static final int RING_SIZE = 2048;

    public XdpSocketConfig {
        if (Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("a ring has a power of two of slots: " + ringSize);
        }
    }

    /** A socket that works with every driver as well as it can, of frames in one piece. */
    public static XdpSocketConfig of(String device, int interfaceIndex, int queue) {
        return new XdpSocketConfig(
                device, interfaceIndex, queue, RING_SIZE, CopyMode.ANY, true, false, 0);
    }

    /** The same on another queue. */
    public XdpSocketConfig withQueue(int other) {
        return new XdpSocketConfig(
                device,
                interfaceIndex,
                other,
                ringSize,
                copyMode,
                needsWakeup,
                multiBuffer,
                busyPollBudget);
    }

    /** The same with rings of another size. */
    public XdpSocketConfig withRingSize(int slots) {
        return new XdpSocketConfig(
                device,
                interfaceIndex,
                queue,
                slots,
                copyMode,
                needsWakeup,
                multiBuffer,
                busyPollBudget);
    }

    /** The same, copying or not. */
    public XdpSocketConfig withCopyMode(CopyMode mode) {
        return new XdpSocketConfig(
                device,
                interfaceIndex,
                queue,
                ringSize,
                mode,
                needsWakeup,
                multiBuffer,
                busyPollBudget);
    }

    /** The same, whether the kernel may sleep or not. */
    public XdpSocketConfig withNeedsWakeup(boolean wakeup) {
        return new XdpSocketConfig(
                device,
                interfaceIndex,
                queue,
                ringSize,
                copyMode,
                wakeup,
                multiBuffer,
                busyPollBudget);
    }

    /** The same, with frames in several pieces or not. */
    public XdpSocketConfig withMultiBuffer(boolean several) {
        return new XdpSocketConfig(
                device,
                interfaceIndex,
                queue,
                ringSize,
                copyMode,
                needsWakeup,
                several,
                busyPollBudget);
    }

    /** The same, polling busily or, with 0, not. */
    public XdpSocketConfig withBusyPollBudget(int frames) {
        return new XdpSocketConfig(
                device,
                interfaceIndex,
                queue,
                ringSize,
                copyMode,
                needsWakeup,
                multiBuffer,
                frames);
    }
}
