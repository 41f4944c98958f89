package weave.xdp.port;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import weave.core.frame.FrameMemory;
import weave.core.udp.DatagramSender;
import weave.core.udp.DatagramTarget;
import weave.core.udp.NextHopTable;
import weave.core.udp.NextHops;
import weave.core.udp.SendBlock;
import weave.core.udp.SendPath;
import weave.core.udp.UdpAddress;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;

/**
 * Sends datagrams as frames by a NIC's queue, where the next hop is known, and all others by the
 * kernel's sockets: those are built in the same memory and leave from there. The kernel then finds
 * out what is not known, cuts what may be cut, and refuses what is too long. {@link Departure} says
 * which go where. One user, egress, with a pool of its own.
 *
 * <p>What might become longer than a frame, and what there is no frame for at the moment, is built
 * in a block beside them; if it is short after all, and there is a frame, it is copied.
 */
public final class XdpTarget implements DatagramTarget {
    private final FrameSender frames;
    private final Umem umem;
    private final UnsafeBuffer buffer;
    private final DatagramSender kernel;
    private final NextHopTable nextHops;
    private final int payloadMax;
    private final SendBlock block;
    private final int blockBegin;
    private final int blockEnd;
    private final UnsafeBuffer tail = new UnsafeBuffer(0, 0);
    private final Tally departures = new Tally(Departure.values().length);

    /** Frames that leave by the kernel's sockets with the next flush. */
    private final int[] borrowed;

    private int borrowedCount;

    /**
     * @param socket which this alone sends by, opened with {@code needsWakeup}
     * @param umem with {@link Umem#hasMetadata} the kernel or the NIC computes checksums
     * @param pool of the thread that sends
     * @param blockLength bytes for datagrams that do not fit into a frame
     * @param kernel has room for as many datagrams as are sent at a time; its block is not used
     * @param sourcePort of ours
     */
    public XdpTarget(
            XdpSocket socket,
            Umem umem,
            FramePool pool,
            int blockLength,
            DatagramSender kernel,
            NextHopTable nextHops,
            int sourcePort) {
        this.umem = umem;
        this.kernel = kernel;
        this.nextHops = nextHops;
        frames = new FrameSender(socket, umem, pool, sourcePort);
        buffer = umem.memory().buffer();
        payloadMax = frames.payloadMax();
        int frameSize = umem.memory().frameSize();
        int blockFrames = blockFrames(blockLength, frameSize);
        blockBegin = umem.block(blockFrames);
        blockEnd = blockBegin + blockFrames * frameSize;
        block = new SendBlock(blockBegin, blockFrames * frameSize);
        borrowed = new int[umem.memory().frameCount()];
    }

    /**
     * Sends by another socket from now on: that of before is closed, and its frames in the pool.
     * While egress stands still.
     *
     * @param other {@code null} for the kernel's sockets alone
     */
    void reopen(XdpSocket other) {
        frames.reopen(other);
    }

    /** Frames in a row that it needs for its block. */
    static int blockFrames(int blockLength, int frameSize) {
        return Math.ceilDiv(blockLength, frameSize);
    }

    @Override
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    @Override
    public FrameMemory memory() {
        return umem.memory();
    }

    @Override
    public boolean hasRoom(int bytes, int datagrams) {
        return block.hasRoom(bytes) && kernel.hasRoom(0, datagrams);
    }

    @Override
    public int claim(int lengthMax) {
        if (lengthMax <= payloadMax && frames.hasFrame()) {
            return frames.take();
        }
        return block.claim(lengthMax);
    }

    @Override
    public void release(int offset) {
        if (isInBlock(offset)) {
            block.release(offset);
        } else {
            frames.give(offset);
        }
    }

    @Override
    public void submit(
            SendPath path,
            int offset,
            int headLength,
            long tailAddress,
            int tailLength,
            long destination,
            int sourceIp,
            int connectionId) {
        NextHops hops = nextHops.currentAcquire();
        int hop = hops.find(UdpAddress.ip(destination));
        int length = headLength + tailLength;
        Departure departure = departure(path, hops, hop, sourceIp, length, offset);
        departures.increment(departure);
        if (departure == Departure.FRAME) {
            int payload = isInBlock(offset) ? moveToFrame(offset, headLength) : offset;
            if (tailLength > 0) {
                tail.wrap(tailAddress, tailLength);
                buffer.putBytes(payload + headLength, tail, 0, tailLength);
            }
            boolean dontFragment = path != SendPath.FRAGMENTABLE;
            frames.send(payload, length, hops, hop, destination, dontFragment);
        } else {
            append(
                    path,
                    offset,
                    headLength,
                    tailAddress,
                    tailLength,
                    destination,
                    sourceIp,
                    connectionId);
        }
    }

    /** Leaves by the kernel's sockets, from where it lies. */
    private void append(
            SendPath path,
            int offset,
            int headLength,
            long tailAddress,
            int tailLength,
            long destination,
            int sourceIp,
            int connectionId) {
        if (isInBlock(offset)) {
            block.keep(offset, headLength);
        } else {
            borrowed[borrowedCount++] = offset;
        }
        kernel.append(
                path,
                umem.memory().address(offset),
                headLength,
                tailAddress,
                tailLength,
                destination,
                sourceIp,
                connectionId);
    }

    private Departure departure(
            SendPath path, NextHops hops, int hop, int sourceIp, int length, int offset) {
        if (path == SendPath.MARKED) {
            return Departure.FOR_KERNEL;
        }
        if (hop == NextHops.NONE) {
            return Departure.WITHOUT_NEXT_HOP;
        }
        if (sourceIp != 0 && sourceIp != hops.source(hop)) {
            return Departure.FROM_OTHER_ADDRESS;
        }
        if (length > payloadMax || length > hops.mtu(hop) - OuterHeaders.IP_OVERHEAD) {
            return Departure.TOO_LONG;
        }
        if (!frames.hasRoom() || isInBlock(offset) && !frames.hasFrame()) {
            return Departure.WITHOUT_ROOM;
        }
        return Departure.FRAME;
    }

    private int moveToFrame(int offset, int headLength) {
        int payload = frames.take();
        buffer.putBytes(payload, buffer, offset, headLength);
        block.release(offset);
        return payload;
    }

    @Override
    public void flush() {
        frames.flush();
        kernel.flush();
        while (borrowedCount > 0) {
            frames.give(borrowed[--borrowedCount]);
        }
        block.empty();
    }

    @Override
    public boolean isUnsent() {
        return frames.isUnsent();
    }

    private boolean isInBlock(int offset) {
        return offset >= blockBegin && offset < blockEnd;
    }

    @Override
    public long datagramsSent() {
        return frames.framesSent() + kernel.datagramsSent();
    }

    @Override
    public long bytesSent() {
        return frames.bytesSent() + kernel.bytesSent();
    }

    /** How many left by which way, or were refused there; any thread. */
    public long count(Departure departure) {
        return departures.read(departure);
    }

    /** Closes the kernel's part; socket and memory are closed by their owner. */
    @Override
    public void close() {
        kernel.close();
    }
}
