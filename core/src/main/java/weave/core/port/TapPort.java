package weave.core.port;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.core.frame.GatherBatch;
import weave.core.frame.VnetHeader;
import weave.core.tuning.Tuning;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.socket.Iovec;
import weave.linux.tun.Ifreq;
import weave.linux.tun.TunConstants;

/**
 * A queue of a TAP device with {@code IFF_VNET_HDR} and, if wanted, all offloads ({@code
 * <linux/if_tun.h>}): containers behind it keep checksum offload and TSO, and one read yields up to
 * 64 KB. The device lives as long as its queues; the bridge it is put on does not notice more than
 * a port going down.
 *
 * <p>Of several queues the kernel gives a flow's frames to the one through which frames of that
 * flow were last written, and spreads the others by a hash ({@code IFF_MULTI_QUEUE}).
 *
 * <pre>
 *   slot:  | ... | virtio_net_hdr (10) | Ethernet frame ... |
 *                                      ^ the frame's offset
 * </pre>
 */
public final class TapPort implements FramePort {
    private static final String DEVICE = "/dev/net/tun";
    private static final int HEADROOM = 64;

    /** Ingress's joiner makes super-frames of at most so many segments. */
    private static final int PIECES_MAX = 64;

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
    private final Arena arena = Arena.ofShared();
    private final MemorySegment vectors = arena.allocate(Iovec.SIZE * PIECES_MAX, Long.BYTES);
    private final int slots;
    private final int slotLength;

    private TapPort(int fd, String name, boolean segmentsUdp, Tuning tuning, int slotLength) {
        this.fd = fd;
        this.name = name;
        this.segmentsUdp = segmentsUdp;
        slots = tuning.captureBatch();
        this.slotLength = slotLength;
        memory = new FrameMemory(slots, slotLength, tuning.hugePages());
    }

    /**
     * Makes the device and returns its queues. It comes up with a MAC of its own, on no bridge and
     * down.
     *
     * @param name at most 15 bytes
     * @param tuning says how many queues there are, how many frames {@link #receive} yields at
     *     most, and whether the device offers its offloads
     * @param slotLength of the longest frame and what lies before it
     * @throws LinuxException if the kernel refuses: no permission, name in use, no tun module
     */
    public static List<TapPort> open(String name, Tuning tuning, int slotLength) {
        List<TapPort> queues = new ArrayList<>();
        try {
            for (int i = 0; i < tuning.queues(); i++) {
                queues.add(openQueue(name, tuning, slotLength));
            }
            return queues;
        } catch (RuntimeException e) {
            queues.forEach(TapPort::close);
            throw e;
        }
    }

    private static TapPort openQueue(String name, Tuning tuning, int slotLength) {
        CallState state = new CallState();
        int flags = Files.O_RDWR | Files.O_NONBLOCK | Files.O_CLOEXEC;
        int fd = LinuxException.check("open(" + DEVICE + ")", Files.open(state, DEVICE, flags));
        try {
            configure(state, fd, name, tuning.queues() > 1);
            boolean segmentsUdp = tuning.offloads() && offerOffloads(state, fd, name);
            return new TapPort(fd, name, segmentsUdp, tuning, slotLength);
        } catch (RuntimeException e) {
            Files.close(state, fd);
            throw e;
        }
    }

    /**
     * Takes a descriptor that behaves like a TAP's, without one: each read and each write is one
     * frame behind its vnet header, and neither blocks. A socket pair does. It is closed with the
     * port.
     */
    public static TapPort over(int fd, String name, Tuning tuning, int slotLength) {
        return new TapPort(fd, name, tuning.offloads(), tuning, slotLength);
    }

    private static void configure(CallState state, int fd, String name, boolean several) {
        int flags = TunConstants.IFF_TAP | TunConstants.IFF_NO_PI | TunConstants.IFF_VNET_HDR;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(Ifreq.LAYOUT);
            Ifreq.ifr_name(request, 0, name);
            Ifreq.ifr_flags(request, 0, several ? flags | TunConstants.IFF_MULTI_QUEUE : flags);
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
    }

    /** UDP segmentation needs Linux 6.2; TCP's and checksums are as old as the device. */
    private static boolean offerOffloads(CallState state, int fd, String name) {
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

    /** The kernels that hand them to us, too, since Linux 6.2. */
    @Override
    public boolean takesUdpSuperFrames() {
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
    public int transmit(CallState state, FrameMemory from, GatherBatch frames) {
        int taken = 0;
        for (int i = 0; i < frames.count(); i++) {
            int result = write(state, from, frames, i);
            if (result == -Errno.EINTR) {
                result = write(state, from, frames, i);
            }
            if (result >= 0) {
                taken++;
            }
        }
        return taken;
    }

    private int write(CallState state, FrameMemory from, GatherBatch frames, int frame) {
        int first = frames.firstPiece(frame);
        long address = from.address(frames.offset(first) - VnetHeader.LENGTH);
        int length = frames.length(first) + VnetHeader.LENGTH;
        int pieces = frames.pieces(frame);
        if (pieces == 1) {
            return Files.write(state, fd, address, length);
        }
        assert pieces <= PIECES_MAX : pieces;
        Iovec.iov_base(vectors, 0, address);
        Iovec.iov_len(vectors, 0, length);
        for (int i = 1; i < pieces; i++) {
            Iovec.iov_base(vectors, i * Iovec.SIZE, from.address(frames.offset(first + i)));
            Iovec.iov_len(vectors, i * Iovec.SIZE, frames.length(first + i));
        }
        return Files.writev(state, fd, vectors.address(), pieces);
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public void close() {
        Files.close(new CallState(), fd);
        memory.close();
        arena.close();
    }
}
