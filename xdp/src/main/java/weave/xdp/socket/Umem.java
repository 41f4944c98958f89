package weave.xdp.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.frame.FrameMemory;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpUmemReg;
import weave.linux.xdp.XskTxMetadata;

/**
 * Memory that the kernel and sockets of ours have in common, cut into frames: all sockets that are
 * opened with it share it, on whatever queue and interface, so that a frame received on one can be
 * sent on another where it lies. Each frame is at any time in a {@link FramePool}, with an agent,
 * or lent to the kernel by a socket.
 *
 * <pre>
 *   one frame:   | 256 bytes, the kernel's | frame as received                    |
 *                | what an agent likes  | metadata | frame to send                |
 * </pre>
 *
 * <p>Opening and closing sockets, and taking pools, is for one thread at a time.
 */
public final class Umem implements AutoCloseable {
    /** What the kernel keeps free before a received frame. */
    public static final int HEADROOM = 256;

    private static final int SOCKETS_MAX = 127;
    private static final int FRAME_SIZE_MIN = 2048;
    private static final int FRAME_SIZE_MAX = 4096;

    private final FrameMemory memory;
    private final UnsafeBuffer buffer;
    private final byte[] holders;
    private final boolean metadata;
    private final XdpSocket[] sockets = new XdpSocket[SOCKETS_MAX];
    private int pooled;

    /**
     * @param frameSize 2048 or 4096
     * @param hugePages whether to lie in huge pages, as far as the kernel has them
     * @param metadata whether frames can be sent with {@link #checksum}; Linux 6.11 or newer
     */
    public Umem(int frameCount, int frameSize, boolean hugePages, boolean metadata) {
        if (frameSize != FRAME_SIZE_MIN && frameSize != FRAME_SIZE_MAX) {
            throw new IllegalArgumentException("a frame has 2048 or 4096 bytes: " + frameSize);
        }
        memory = new FrameMemory(frameCount, frameSize, hugePages);
        buffer = memory.buffer();
        holders = new byte[frameCount];
        this.metadata = metadata;
    }

    /** Where all frames lie. */
    public FrameMemory memory() {
        return memory;
    }

    /** The first byte of the frame that has the byte at {@code offset}. */
    public int frame(int offset) {
        return offset & -memory.frameSize();
    }

    /** Takes the next {@code frames} out for an agent. */
    public FramePool pool(int frames) {
        if (frames > memory.frameCount() - pooled) {
            throw new IllegalArgumentException("only " + memory.frameCount() + " frames");
        }
        FramePool pool = new FramePool(pooled, frames, memory.frameSize(), memory.frameCount());
        pooled += frames;
        return pool;
    }

    /**
     * Has the kernel compute a checksum over the end of a frame that {@link
     * TxRing#appendWithMetadata} sends: writes {@link XskTxMetadata} before it. Where the checksum
     * will be there must be that of the pseudo-header.
     *
     * @param offset where the frame begins; a multiple of 8, of which 24 bytes before are free
     * @param start where the checksummed bytes begin, from the start of the frame
     * @param position of the checksum, from {@code start}
     */
    public void checksum(int offset, int start, int position) {
        assert metadata && offset % Long.BYTES == 0;
        int base = offset - (int) XskTxMetadata.SIZE;
        buffer.putLong(base + XskTxMetadata.FLAGS_OFFSET, XdpConstants.XDP_TXMD_FLAGS_CHECKSUM);
        buffer.putShort(base + XskTxMetadata.CSUM_START_OFFSET, (short) start);
        buffer.putShort(base + XskTxMetadata.CSUM_OFFSET_OFFSET, (short) position);
    }

    /** Whether the kernel has no frame: every socket is closed, or has lent none. */
    public boolean isWhole() {
        for (byte holder : holders) {
            if (holder != 0) {
                return false;
            }
        }
        return true;
    }

    /** A socket that is open with this memory, through which another one can have it; or null. */
    XdpSocket anySocket() {
        for (XdpSocket socket : sockets) {
            if (socket != null) {
                return socket;
            }
        }
        return null;
    }

    /** Tells the kernel of this memory, for the first socket that uses it. */
    void register(CallState state, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(XdpUmemReg.LAYOUT);
            XdpUmemReg.addr(request, 0, memory.address(0));
            XdpUmemReg.len(request, 0, memory.segment().byteSize());
            XdpUmemReg.chunk_size(request, 0, memory.frameSize());
            if (metadata) {
                XdpUmemReg.flags(request, 0, XdpConstants.XDP_UMEM_TX_METADATA_LEN);
                XdpUmemReg.tx_metadata_len(request, 0, (int) XskTxMetadata.SIZE);
            }
            LinuxException.check(
                    "register "
                            + (memory.segment().byteSize() >> 10)
                            + " kB of memory for frames"
                            + (metadata ? " with metadata" : ""),
                    Sockets.setsockopt(
                            state,
                            fd,
                            SocketConstants.SOL_XDP,
                            XdpConstants.XDP_UMEM_REG,
                            request.address(),
                            (int) XdpUmemReg.SIZE));
        }
    }

    /**
     * Takes frames in a row out for an agent, for what is longer than a frame or waits for one; no
     * pool ever has them.
     *
     * @return where the first begins
     */
    public int block(int frames) {
        if (frames > memory.frameCount() - pooled) {
            throw new IllegalArgumentException("only " + memory.frameCount() + " frames");
        }
        int first = pooled;
        pooled += frames;
        return first * memory.frameSize();
    }

    /** Whether frames can be sent with {@link #checksum}. */
    public boolean hasMetadata() {
        return metadata;
    }

    /** Numbers a socket that is being opened, from 0. */
    int join(XdpSocket socket) {
        for (int i = 0; i < sockets.length; i++) {
            if (sockets[i] == null) {
                sockets[i] = socket;
                return i;
            }
        }
        throw new IllegalStateException("more than " + SOCKETS_MAX + " sockets");
    }

    /** The loans of one, with a number of their own from 1 on. */
    FrameLoans loans(int number) {
        return new FrameLoans(holders, number, memory.frameSize());
    }

    void leave(XdpSocket socket) {
        for (int i = 0; i < sockets.length; i++) {
            if (sockets[i] == socket) {
                sockets[i] = null;
            }
        }
    }

    /** After all sockets. */
    @Override
    public void close() {
        assert anySocket() == null : "a socket is open";
        memory.close();
    }
}
