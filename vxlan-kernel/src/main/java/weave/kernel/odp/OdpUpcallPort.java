package weave.kernel.odp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weave.core.engine.Doorbell;
import weave.core.fastdp.Upcall;
import weave.core.fastdp.UpcallPort;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameBatch;
import weave.core.frame.FrameMemory;
import weave.kernel.netlink.NetlinkListener;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.call.Sockets;
import weave.linux.netlink.NetlinkConstants;
import weave.linux.socket.SockaddrNl;
import weave.linux.socket.SocketConstants;

/**
 * Frames that came in VXLAN and matched no flow. The kernel's message is read to where the frame
 * stays; the header that user space wants takes the place of what lies before it. HOT: nothing here
 * allocates after construction, logs, locks or throws.
 *
 * <pre>
 *   slot:  | netlink's heads and the key ... | Upcall (16) | frame |
 * </pre>
 */
final class OdpUpcallPort implements UpcallPort, AutoCloseable {
    private static final int SLOTS = 256;

    /** For what the kernel says about a frame: some 400 bytes. */
    private static final int KEY_LENGTH_MAX = 1024;

    private static final int SLOT_ALIGNMENT = 64;
    private static final VarHandle LOST = handle("lost");
    private static final VarHandle MALFORMED = handle("malformed");

    private final Arena arena = Arena.ofShared();
    private final MemorySegment sender = arena.allocate(SockaddrNl.LAYOUT);
    private final MemorySegment senderLength = arena.allocate(JAVA_INT);
    private final FrameMemory memory;
    private final int slotLength;
    private final int frameLengthMax;
    private final FileDescriptor socket;
    private final int port;
    private final UpcallMessage message;
    private final Sightings sightings;
    private final Doorbell doorbell;

    private long lost;
    private long malformed;

    /**
     * Opens it, for the network namespace that the calling thread is in.
     *
     * @param family the type of the kernel's messages
     * @param mtu of the datapath
     * @param sightings told what came, {@code doorbell} being rung then
     */
    OdpUpcallPort(int family, int mtu, Sightings sightings, Doorbell doorbell) {
        frameLengthMax = mtu + Ethernet.HEADER_LENGTH + Ethernet.VLAN_TAG_LENGTH;
        slotLength = frameLengthMax + KEY_LENGTH_MAX + SLOT_ALIGNMENT - 1 & -SLOT_ALIGNMENT;
        memory = new FrameMemory(SLOTS, slotLength);
        message = new UpcallMessage(family);
        this.sightings = sightings;
        this.doorbell = doorbell;
        CallState state = new CallState();
        int type =
                SocketConstants.SOCK_RAW
                        | SocketConstants.SOCK_CLOEXEC
                        | SocketConstants.SOCK_NONBLOCK;
        socket =
                new FileDescriptor(
                        "open netlink socket",
                        Sockets.socket(
                                state,
                                SocketConstants.AF_NETLINK,
                                type,
                                NetlinkConstants.NETLINK_GENERIC));
        port = NetlinkListener.bind(state, socket.number());
        NetlinkListener.enlargeQueue(state, socket.number());
    }

    /** What the kernel knows it by. */
    int port() {
        return port;
    }

    @Override
    public FrameMemory memory() {
        return memory;
    }

    @Override
    public int fd() {
        return socket.number();
    }

    @Override
    public int receive(CallState state, FrameBatch into) {
        int count = 0;
        int result = 0;
        for (int slot = 0; slot < SLOTS && !into.isFull(); ) {
            int offset = memory.offset(slot);
            result = read(state, offset);
            if (result == -Errno.ENOBUFS) {
                LOST.setOpaque(this, lost + 1);
            } else if (result < 0 && result != -Errno.EINTR) {
                break;
            } else if (result >= 0 && accept(offset, result, into)) {
                slot++;
                count++;
            }
        }
        if (count > 0) {
            doorbell.ring(state);
            return count;
        }
        return result == -Errno.EAGAIN ? 0 : Math.min(result, 0);
    }

    /** How often the kernel had to drop some because they were not read in time. Any thread. */
    long lost() {
        return (long) LOST.getOpaque(this);
    }

    /** Messages that were none. Any thread. */
    long malformed() {
        return (long) MALFORMED.getOpaque(this);
    }

    private int read(CallState state, int offset) {
        senderLength.set(JAVA_INT, 0, (int) SockaddrNl.SIZE);
        return Datagrams.recvfrom(
                state,
                socket.number(),
                memory.address(offset),
                slotLength,
                SocketConstants.MSG_TRUNC | SocketConstants.MSG_DONTWAIT,
                sender.address(),
                senderLength.address());
    }

    private boolean accept(int offset, int length, FrameBatch into) {
        // Another process could send us datagrams; only the kernel has the id 0.
        boolean isGood =
                SockaddrNl.nl_pid(sender, 0) == 0
                        && length <= slotLength
                        && message.wrap(memory.buffer(), offset, length)
                        && message.frameLength() >= Ethernet.HEADER_LENGTH
                        && message.frameLength() <= frameLengthMax;
        if (!isGood) {
            MALFORMED.setOpaque(this, malformed + 1);
            return false;
        }
        int frame = message.frameOffset();
        long source = Ethernet.source(memory.buffer(), frame);
        long destination = Ethernet.destination(memory.buffer(), frame);
        // Heartbeats are from nobody to nobody.
        if ((source | destination) != 0) {
            sightings.offer(
                    message.inPort(),
                    message.tunnelId(),
                    message.tunnelSource(),
                    source,
                    destination);
        }
        int upcall = frame - Upcall.HEADER_LENGTH;
        Upcall.write(
                memory.buffer(),
                upcall,
                message.tunnelId(),
                message.tunnelSource(),
                message.udpPort());
        into.append(upcall, Upcall.HEADER_LENGTH + message.frameLength());
        return true;
    }

    @Override
    public void close() {
        socket.close();
        memory.close();
        arena.close();
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(OdpUpcallPort.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
