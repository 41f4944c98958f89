package weave.xdp.port;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import weave.core.fastdp.VxlanLayout;
import weave.core.frame.Ethernet;
import weave.core.frame.FrameMemory;
import weave.core.frame.LeftChecksum;
import weave.core.udp.DatagramSource;
import weave.xdp.socket.FillRing;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.RxRing;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;

/**
 * Takes datagrams out of the frames that queues of a NIC have received, where they lie. What its
 * program does not redirect here arrives by the ordinary sockets, which are to be read, too. One
 * user, ingress, with a pool of its own.
 *
 * <p>A frame in several pieces is copied together: only those longer than a frame of the memory
 * are, which is to have 4096 bytes where packets of up to 3.7 kB are usual.
 *
 * <pre>
 *   receive:  frames of the batch before ─▶ pool ─▶ fill rings        as many as each has given
 *             RX rings ─▶ checks ─▶ offset, length, source            of this batch
 * </pre>
 */
public final class XdpSource implements DatagramSource {
    private final Umem umem;
    private final FramePool pool;
    private XdpSocket[] sockets;
    private final FrameJoiner[] joiners;
    private final int batch;
    private final OuterDecoder decoder = new OuterDecoder();
    private final Tally arrivals = new Tally(Arrival.values().length);

    /** Datagrams that came by each socket. */
    private final AtomicLongArray received;

    /** The frames of the batch, which ingress may read until the next. */
    private final int[] held;

    /** How many of them came from each socket. */
    private final int[] taken;

    private final int[] offsets;
    private final int[] lengths;
    private final long[] sources;
    private final int[] destinationPorts;
    private int heldCount;
    private int count;

    /** Which socket is the next to be asked first. */
    private int turn;

    /**
     * Gives each socket its share of the pool to receive into.
     *
     * @param sockets of queues of one NIC, which this alone receives from
     * @param umem of all of them
     * @param pool of the thread that receives
     * @param batch how many pieces of frames are taken at a time
     * @param joinedLengthMax bytes of the longest frame that may come in several pieces; 0 if none
     *     do
     */
    public XdpSource(
            XdpSocket[] sockets, Umem umem, FramePool pool, int batch, int joinedLengthMax) {
        this.sockets = sockets.clone();
        this.umem = umem;
        this.pool = pool;
        this.batch = batch;
        held = new int[batch];
        taken = new int[sockets.length];
        received = new AtomicLongArray(sockets.length);
        offsets = new int[batch];
        lengths = new int[batch];
        sources = new long[batch];
        destinationPorts = new int[batch];
        joiners = new FrameJoiner[sockets.length];
        int share = pool.count() / sockets.length;
        for (int i = 0; i < sockets.length; i++) {
            joiners[i] = joiner(umem, batch, joinedLengthMax);
            refill(sockets[i].fill(), share);
        }
    }

    private static FrameJoiner joiner(Umem umem, int batch, int lengthMax) {
        int frameSize = umem.memory().frameSize();
        int frames = blockFrames(batch, lengthMax, frameSize);
        return new FrameJoiner(
                umem.memory().buffer(), umem.block(frames), frames * frameSize, lengthMax);
    }

    /**
     * Frames in a row that each socket needs to copy long ones together: for as many of the longest
     * as a batch can be made of, and one that has begun.
     */
    static int blockFrames(int batch, int joinedLengthMax, int frameSize) {
        int pieces = Math.ceilDiv(joinedLengthMax, frameSize);
        return pieces == 0 ? 0 : (batch / pieces + 2) * pieces;
    }

    /**
     * Receives from others from now on: those of before are closed, and their frames in the pool.
     * While ingress stands still.
     *
     * @param others not more than the first
     */
    void reopen(XdpSocket[] others) {
        assert others.length <= joiners.length;
        for (int i = 0; i < heldCount; i++) {
            pool.give(held[i]);
        }
        heldCount = 0;
        count = 0;
        turn = 0;
        Arrays.fill(taken, 0);
        sockets = others;
        for (int i = 0; i < others.length; i++) {
            joiners[i].forget();
            refill(others[i].fill(), pool.count() / (others.length - i));
        }
    }

    @Override
    public FrameMemory memory() {
        return umem.memory();
    }

    @Override
    public int receive() {
        giveBack();
        count = 0;
        turn = turn + 1 < sockets.length ? turn + 1 : 0;
        for (int i = 0; i < sockets.length && heldCount < batch; i++) {
            int socket = turn + i < sockets.length ? turn + i : turn + i - sockets.length;
            take(socket);
        }
        return count;
    }

    /** What was lent to ingress goes back to where it came from. */
    private void giveBack() {
        for (int i = 0; i < heldCount; i++) {
            pool.give(held[i]);
        }
        heldCount = 0;
        for (int i = 0; i < sockets.length; i++) {
            joiners[i].begin();
            FillRing fill = sockets[i].fill();
            if (taken[i] > 0) {
                taken[i] -= refill(fill, taken[i]);
            }
            if (sockets[i].pollsBusily() || fill.needsWakeup()) {
                sockets[i].wakeReceiver();
            }
        }
    }

    private int refill(FillRing fill, int wanted) {
        int frames = fill.room(Math.min(wanted, pool.count()));
        for (int i = 0; i < frames; i++) {
            fill.append(pool.take());
        }
        if (frames > 0) {
            fill.flush();
        }
        return frames;
    }

    private void take(int socket) {
        RxRing rx = sockets[socket].rx();
        FrameJoiner joiner = joiners[socket];
        int pieces = rx.available(batch - heldCount);
        int before = count;
        int i = 0;
        for (; i < pieces && joiner.hasRoom(); i++) {
            int offset = rx.next();
            held[heldCount++] = umem.frame(offset);
            if (rx.isContinued()) {
                joiner.add(offset, rx.length());
            } else if (joiner.isOpen()) {
                acceptJoined(joiner, joiner.finish(offset, rx.length()));
            } else {
                accept(offset, rx.length());
            }
        }
        if (i > 0) {
            rx.release();
            taken[socket] += i;
            received.setOpaque(socket, received.getPlain(socket) + count - before);
        }
    }

    private void acceptJoined(FrameJoiner joiner, int offset) {
        if (offset < 0) {
            arrivals.increment(Arrival.TOO_LONG);
        } else {
            accept(offset, joiner.length());
        }
    }

    private void accept(int offset, int length) {
        Arrival arrival = decoder.decode(umem.memory().buffer(), offset, length);
        if (arrival == Arrival.WRONG_UDP_CHECKSUM && finishInside()) {
            arrival = decoder.decode(umem.memory().buffer(), offset, length);
        }
        arrivals.increment(arrival);
        if (arrival.isGood()) {
            offsets[count] = decoder.payloadOffset();
            lengths[count] = decoder.payloadLength();
            sources[count] = decoder.source();
            destinationPorts[count] = decoder.destinationPort();
            count++;
        }
    }

    /**
     * A sender that leaves the checksum of a frame in VXLAN to a card has computed the datagram's
     * for what the card would have made of it: such frames are finished first.
     *
     * @return whether this was one
     */
    private boolean finishInside() {
        int frame = decoder.payloadOffset() + VxlanLayout.HEADER_LENGTH;
        int length = decoder.payloadLength() - VxlanLayout.HEADER_LENGTH;
        return length >= Ethernet.HEADER_LENGTH
                && LeftChecksum.complete(umem.memory().buffer(), frame, length);
    }

    @Override
    public int offset(int index) {
        return offsets[index];
    }

    @Override
    public int length(int index) {
        return lengths[index];
    }

    @Override
    public int segmentLength(int index) {
        return lengths[index];
    }

    @Override
    public long source(int index) {
        return sources[index];
    }

    @Override
    public int destinationPort(int index) {
        return destinationPorts[index];
    }

    /** What became of the frames so far; any thread. */
    public long count(Arrival arrival) {
        return arrivals.read(arrival);
    }

    /** Datagrams that came by a socket so far, in the order of the first ones; any thread. */
    long received(int socket) {
        return received.getOpaque(socket);
    }

    /** Gives the frames of the last batch back; sockets and memory are closed by their owner. */
    @Override
    public void close() {
        for (int i = 0; i < heldCount; i++) {
            pool.give(held[i]);
        }
        heldCount = 0;
        count = 0;
    }
}
