package weave.xdp.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Datagrams;
import weave.linux.socket.SocketConstants;
import weave.linux.xdp.XdpConstants;
import weave.linux.xdp.XdpStatistics;

/**
 * One queue of a network interface, in user space. Frames that an XDP program redirects to this
 * socket arrive in our memory; frames of our memory leave by the queue. Neither goes through the
 * kernel's network stack.
 *
 * <p>Four rings pass frames, or rather where they lie, between us (U) and the kernel (K):
 *
 * <pre>
 *        U                                                K
 *            FillRing        memory to receive into  ──▶
 *            RxRing      ◀── received frames
 *            TxRing          frames to send          ──▶
 *            CompletionRing ◀── memory whose frames were sent
 * </pre>
 *
 * A frame's life, between the rings; {@code pool} is the {@link FramePool} of the agent:
 *
 * <pre>
 *                    refill                      next
 *         pool ───────────▶ FillRing ─▶ K ─▶ RxRing ───────────▶ ours: look at it,
 *         ▲  ▲                                                   then one of
 *         │  │                                  pool.give            │
 *         │  └───────────────────────────────────────────────────────┤ dropped
 *         │ complete                                                 │
 *         └────────── CompletionRing ◀─ K ◀─ TxRing ◀────────────────┘ sent, by this or
 *                                                    append            another socket
 * </pre>
 *
 * <p>A frame that is lent to the kernel, by the rings on the way to K, comes back by one of those
 * on the way to U, or when the socket is closed: then all frames are returned, even if the
 * interface is gone. {@link #lent} and {@link #returned} say so.
 *
 * <p>What can go wrong: a socket without memory in its fill ring drops what arrives; a TX ring that
 * nobody tells the kernel of is not looked at; what {@link #complete} is not called for runs out of
 * frames; and a socket that no XDP program knows receives nothing. After the interface is deleted
 * {@link #wakeTransmitter} says {@code -ENXIO} or {@code -ENETDOWN}, and rings stand still.
 *
 * <p>{@link #open} calls {@code socket}, {@code setsockopt}, {@code getsockopt}, {@code mmap} and
 * {@code bind}; after it only the two wake-ups are system calls. One thread at a time receives
 * ({@link #fill}, {@link #rx}, {@link #wakeReceiver}) and one sends ({@link #tx}, {@link
 * #completion}, {@link #wakeTransmitter}). The pool is shared by {@link #refill} and {@link
 * #complete}, which are for where one thread does both: two have pools of their own.
 */
public final class XdpSocket implements AutoCloseable {
    private final CallState receiveState = new CallState();
    private final CallState sendState = new CallState();
    private final FileDescriptor file;
    private final Umem umem;
    private final FramePool pool;
    private final FrameLoans receiving;
    private final FrameLoans sending;
    private final RingMapping[] mappings = new RingMapping[4];
    private final FillRing fill;
    private final CompletionRing completion;
    private final RxRing rx;
    private final TxRing tx;
    private final boolean zeroCopy;
    private final boolean pollsBusily;
    private boolean open = true;

    /**
     * Opens a socket; the program that redirects to it must be told of its {@link #fd}.
     *
     * @param umem where frames lie; shared with the sockets that have it already
     * @param pool of the agent that uses the socket
     * @throws LinuxException if the kernel refuses, with what to do about it where that is known
     */
    public static XdpSocket open(XdpSocketConfig config, Umem umem, FramePool pool) {
        return new XdpSocket(config, umem, pool);
    }

    private XdpSocket(XdpSocketConfig config, Umem umem, FramePool pool) {
        this.umem = umem;
        this.pool = pool;
        pollsBusily = config.busyPollBudget() > 0;
        SocketSetup setup = new SocketSetup(config, receiveState);
        file = setup.socket();
        XdpSocket other = umem.anySocket();
        int number = umem.join(this);
        receiving = umem.loans(2 * number + 1);
        sending = umem.loans(2 * number + 2);
        try {
            if (other == null) {
                umem.register(receiveState, file.number());
            }
            MemorySegment offsets = setup.offsets();
            int size = config.ringSize();
            fill =
                    new FillRing(
                            map(0, RingPlace.fill(offsets), size, FillRing.SLOT_LENGTH), receiving);
            completion =
                    new CompletionRing(
                            map(1, RingPlace.completion(offsets), size, CompletionRing.SLOT_LENGTH),
                            sending);
            rx =
                    new RxRing(
                            map(2, RingPlace.receive(offsets), size, RxRing.SLOT_LENGTH),
                            receiving);
            tx = new TxRing(map(3, RingPlace.transmit(offsets), size, TxRing.SLOT_LENGTH), sending);
            setup.pollBusily();
            setup.bind(other == null ? -1 : other.fd());
            zeroCopy = setup.isZeroCopy();
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private RingMapping map(int index, RingPlace place, int size, int slotLength) {
        mappings[index] = place.open(file.number(), size, slotLength);
        return mappings[index];
    }

    /** The number for the program's map and for {@code poll(2)}; only while open. */
    public int fd() {
        return file.number();
    }

    public FillRing fill() {
        return fill;
    }

    public CompletionRing completion() {
        return completion;
    }

    public RxRing rx() {
        return rx;
    }

    public TxRing tx() {
        return tx;
    }

    /** Whether the NIC itself writes and reads our memory. */
    public boolean isZeroCopy() {
        return zeroCopy;
    }

    /**
     * Whether the kernel works in our system calls: {@link #wakeReceiver} is then to be called as
     * often as frames are looked for.
     */
    public boolean pollsBusily() {
        return pollsBusily;
    }

    /** Gives the kernel frames of the pool to receive into, at most so many: how many. */
    public int refill(int wanted) {
        int count = fill.room(Math.min(wanted, pool.count()));
        for (int i = 0; i < count; i++) {
            fill.append(pool.take());
        }
        if (count > 0) {
            fill.flush();
        }
        return count;
    }

    /** Takes back frames that were sent, at most so many, for the pool: how many. */
    public int complete(int wanted) {
        int count = completion.available(wanted);
        for (int i = 0; i < count; i++) {
            pool.give(umem.frame(completion.next()));
        }
        if (count > 0) {
            completion.release();
        }
        return count;
    }

    /** Has the kernel receive: 0 or {@code -errno}. */
    public int wakeReceiver() {
        return Datagrams.recvfrom(
                receiveState, file.number(), 0, 0, SocketConstants.MSG_DONTWAIT, 0, 0);
    }

    /**
     * Has the kernel send; where it copies, it sends a few dozen frames before this returns: 0 or
     * {@code -errno}. {@code EAGAIN} says that more are left, {@code EBUSY} and {@code ENOBUFS}
     * that it cannot at the moment.
     */
    public int wakeTransmitter() {
        return Datagrams.sendto(sendState, file.number(), 0, 0, SocketConstants.MSG_DONTWAIT, 0, 0);
    }

    /** Frames that were ever lent to the kernel. */
    public long lent() {
        return receiving.lent() + sending.lent();
    }

    /** Frames that ever came back from the kernel; after {@link #close} all that were lent. */
    public long returned() {
        return receiving.returned() + sending.returned();
    }

    /** What the kernel has counted; only while open. */
    public XdpCounts counts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counts = arena.allocate(XdpStatistics.LAYOUT);
            SocketSetup.option(
                    new CallState(),
                    file.number(),
                    "ask for counts",
                    XdpConstants.XDP_STATISTICS,
                    counts);
            return new XdpCounts(
                    XdpStatistics.rx_dropped(counts, 0),
                    XdpStatistics.rx_ring_full(counts, 0),
                    XdpStatistics.rx_fill_ring_empty_descs(counts, 0),
                    XdpStatistics.rx_invalid_descs(counts, 0)
                            + XdpStatistics.tx_invalid_descs(counts, 0));
        }
    }

    /**
     * Takes all frames back from the kernel, for the pool. What others had not taken of this
     * socket's rings is lost.
     */
    @Override
    public void close() {
        close(pool, pool);
    }

    /** The same for two threads' pools. */
    public void close(FramePool receivePool, FramePool sendPool) {
        if (open) {
            open = false;
            // A mapping keeps the socket alive, too. When both are gone, so is the kernel's
            // interest.
            for (RingMapping mapping : mappings) {
                if (mapping != null) {
                    mapping.close();
                }
            }
            file.close();
            receiving.reclaim(receivePool);
            sending.reclaim(sendPool);
            umem.leave(this);
        }
    }
}
