package weave.core.port;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.frame.VnetHeader;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.tun.Ifreq;
import weave.linux.tun.TunConstants;

/**
 * A TAP device with {@code IFF_VNET_HDR} and all offloads ({@code <linux/if_tun.h>}): containers
 * behind it keep checksum offload and TSO, and one read yields up to 64 KB. The device lives as
 * long as the port; the bridge it is put on does not notice more than a port going down.
 *
 * <pre>
 *   slot:  | ... | virtio_net_hdr (10) | Ethernet frame ... |
 *                                      ^ the frame's offset
 * </pre>
 */
public final class TapPort implements FramePort {
    private static final String DEVICE = "/dev/net/tun";
    private static final int HEADROOM = 64;
    private static final int OFFLOADS =
            TunConstants.TUN_F_CSUM
                    | TunConstants.TUN_F_TSO4
                    | TunConstants.TUN_F_TSO6
                    | TunConstants.TUN_F_TSO_ECN;
    private static final int OFFLOADS_UDP = TunConstants.TUN_F_USO4 | TunConstants.TUN_F_USO6;

    private final int fd;
    private final String name;
    private final boolean segmentsUdp;
    private final FrameMemory memory;
    private final int slots;
    private final int slotLength;

    private TapPort(int fd, String name, boolean segmentsUdp, int slots, int slotLength) {
        this.fd = fd;
        this.name = name;
        this.segmentsUdp = segmentsUdp;
        this.slots = slots;
        this.slotLength = slotLength;
        memory = new FrameMemory(slots, slotLength);
    }

    /**
     * Makes the device. It comes up with a MAC of its own, on no bridge and down.
     *
     * @param name at most 15 bytes
     * @param slots how many frames {@link #receive} yields at most
     * @param slotLength of the longest frame and what lies before it
     * @throws LinuxException if the kernel refuses: no permission, name in use, no tun module
     */
    public static TapPort open(String name, int slots, int slotLength) {
        CallState state = new CallState();
        int flags = Files.O_RDWR | Files.O_NONBLOCK | Files.O_CLOEXEC;
        int fd = LinuxException.check("open(" + DEVICE + ")", Files.open(state, DEVICE, flags));
        try {
            boolean segmentsUdp = configure(state, fd, name);
            return new TapPort(fd, name, segmentsUdp, slots, slotLength);
        } catch (RuntimeException e) {
            Files.close(state, fd);
            throw e;
        }
    }

    private static boolean configure(CallState state, int fd, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(Ifreq.LAYOUT);
            Ifreq.ifr_name(request, 0, name);
            Ifreq.ifr_flags(
                    request,
                    0,
                    TunConstants.IFF_TAP | TunConstants.IFF_NO_PI | TunConstants.IFF_VNET_HDR);
            check(state, fd, name, "TUNSETIFF", TunConstants.TUNSETIFF, request.address());
            MemorySegment length = arena.allocate(Integer.BYTES, Integer.BYTES);
            length.set(java.lang.foreign.ValueLayout.JAVA_INT, 0, VnetHeader.LENGTH);
            check(
                    state,
                    fd,
                    name,
                    "TUNSETVNETHDRSZ",
                    TunConstants.TUNSETVNETHDRSZ,
                    length.address());
        }
        // UDP segmentation needs Linux 6.2; TCP's and checksums are as old as the device.
        int all = OFFLOADS | OFFLOADS_UDP;
        if (Files.ioctl(state, fd, TunConstants.TUNSETOFFLOAD, all) >= 0) {
            return true;
        }
        check(state, fd, name, "TUNSETOFFLOAD", TunConstants.TUNSETOFFLOAD, OFFLOADS);
        return false;
    }

    private static void check(
            CallState state, int fd, String name, String what, long request, long argument) {
        LinuxException.check(
                "ioctl(" + what + " " + name + ")", Files.ioctl(state, fd, request, argument));
    }

    public String name() {
        return name;
    }

    /** Whether the kernel hands UDP super-frames to us, too. */
    public boolean segmentsUdp() {
        return segmentsUdp;
    }

    @Override
    public FrameMemory memory() {
        return memory;
    }

    @Override
    public int receive(CallState state, FrameBatch into) {
        int taken = 0;
        int frameLengthMax = slotLength - HEADROOM;
        while (taken < slots && !into.isFull()) {
            int offset = taken * slotLength + HEADROOM;
            int result =
                    Files.read(
                            state,
                            fd,
                            memory.address(offset - VnetHeader.LENGTH),
                            VnetHeader.LENGTH + frameLengthMax);
            if (result < VnetHeader.LENGTH) {
                return isLost(result) && taken == 0 ? result : taken;
            }
            into.append(offset, result - VnetHeader.LENGTH);
            taken++;
        }
        return taken;
    }

    /** Somebody has deleted the interface: the descriptor is of no use any more. */
    private static boolean isLost(int result) {
        return result == -Errno.EBADFD;
    }

    @Override
    public int transmit(CallState state, FrameMemory from, FrameBatch frames) {
        int taken = 0;
        for (int i = 0; i < frames.count(); i++) {
            long address = from.address(frames.offset(i) - VnetHeader.LENGTH);
            int length = frames.length(i) + VnetHeader.LENGTH;
            int result = Files.write(state, fd, address, length);
            if (result == -Errno.EINTR) {
                result = Files.write(state, fd, address, length);
            }
            if (result >= 0) {
                taken++;
            }
        }
        return taken;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public void close() {
        Files.close(new CallState(), fd);
        memory.close();
    }
}
