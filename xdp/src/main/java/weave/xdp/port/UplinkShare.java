package weave.xdp.port;

import java.util.Arrays;
import weave.core.udp.DatagramSender;
import weave.core.udp.NextHopTable;
import weave.core.udp.Uplink;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;
import weave.xdp.socket.XdpSocketConfig;

/**
 * What one queue of the dataplane has of an {@link XdpUplink}: number q of n serves the queues q, q
 * + n, q + 2n and so on of the card, with sockets and memory of its own, and sends by the first of
 * them. Its own methods are cold, and for the control thread.
 *
 * <pre>
 *   memory:  | receive: a ring and a batch per queue | send: two rings | blocks |
 * </pre>
 */
public final class UplinkShare implements Uplink {
    private static final int RING_SIZE = 2048;
    private static final int FRAME_SIZE_USUAL = 2048;
    private static final int FRAME_SIZE_LONG = 4096;

    /** Of the jumbo frames of most cards: so long an MTU may be raised to. */
    private static final int FRAME_LENGTH_JUMBO = 9_238;

    private final int number;
    private final int shares;
    private final XdpUplinkConfig atFirst;
    private final NextHopTable nextHops;
    private final int frameSize;
    private final int joinedLengthMax;
    private final int receiveFrames;
    private final int sendFrames;
    private final Umem umem;
    private final FramePool receivePool;
    private final FramePool sendPool;

    /** One for each socket, which stays while sockets come and go; readable when that is. */
    private final StableDescriptor[] fds;

    private XdpSocket[] sockets = {};
    private XdpSource source;
    private XdpTarget target;
    private long lentByClosed;

    /**
     * @param number 0 to the number of shares minus 1
     */
    UplinkShare(XdpUplinkConfig config, int number, NextHopTable nextHops) {
        this.number = number;
        this.nextHops = nextHops;
        shares = config.shares();
        atFirst = config;
        frameSize =
                Umem.HEADROOM + config.frameLengthMax() <= FRAME_SIZE_USUAL
                        ? FRAME_SIZE_USUAL
                        : FRAME_SIZE_LONG;
        joinedLengthMax = Math.max(config.frameLengthMax(), FRAME_LENGTH_JUMBO);
        int queuesMax = queuesOf(config.queues());
        receiveFrames = queuesMax * (RING_SIZE + config.batch());
        sendFrames = 2 * RING_SIZE;
        int blockFrames =
                XdpTarget.blockFrames(config.blockLength(), frameSize)
                        + queuesMax
                                * XdpSource.blockFrames(config.batch(), joinedLengthMax, frameSize);
        int frames = receiveFrames + sendFrames + blockFrames;
        umem = new Umem(frames, frameSize, config.hugePages(), config.metadata());
        receivePool = umem.pool(receiveFrames);
        sendPool = umem.pool(sendFrames);
        fds = new StableDescriptor[queuesMax];
        Arrays.setAll(fds, _ -> new StableDescriptor());
    }

    /** How many of so many queues of the card are its. */
    private int queuesOf(int queues) {
        return queues <= number ? 0 : Math.ceilDiv(queues - number, shares);
    }

    /** Bytes of the longest frame that there is room for. */
    int frameLengthMax() {
        return joinedLengthMax;
    }

    /**
     * Opens a socket for each of its queues that the card has, and uses those from now on; while
     * the agents stand still.
     *
     * @param queues of the card, of which those at first are served at most
     * @throws weave.linux.LinuxException if the kernel refuses; nothing is open then
     */
    void open(XdpUplinkConfig now, int queues) {
        XdpSocket[] opened = new XdpSocket[queuesOf(queues)];
        try {
            for (int i = 0; i < opened.length; i++) {
                opened[i] = XdpSocket.open(socket(now, number + i * shares), umem, receivePool);
                fds[i].become(opened[i].fd());
            }
        } catch (RuntimeException refused) {
            close(opened);
            throw refused;
        }
        use(opened);
    }

    private XdpSocketConfig socket(XdpUplinkConfig now, int queue) {
        return XdpSocketConfig.of(now.device(), now.interfaceIndex(), queue)
                .withRingSize(RING_SIZE)
                .withCopyMode(now.copyMode())
                .withMultiBuffer(Umem.HEADROOM + now.frameLengthMax() > frameSize)
                .withBusyPollBudget(now.pollsBusily() ? now.batch() : 0);
    }

    private void use(XdpSocket[] others) {
        sockets = others;
        if (source != null) {
            source.reopen(others);
        } else if (others.length > 0) {
            source = new XdpSource(others, umem, receivePool, atFirst.batch(), joinedLengthMax);
        }
        if (target != null) {
            target.reopen(others.length == 0 ? null : others[0]);
        }
    }

    /** All frames are ours then. */
    void closeSockets() {
        XdpSocket[] closing = sockets;
        sockets = new XdpSocket[0];
        close(closing);
        use(sockets);
    }

    private void close(XdpSocket[] closing) {
        for (int i = 0; i < closing.length; i++) {
            if (closing[i] != null) {
                fds[i].becomeNothing();
                closing[i].close(receivePool, sendPool);
                lentByClosed += closing[i].lent() - closing[i].returned();
            }
        }
    }

    @Override
    public XdpSource source() {
        return source;
    }

    @Override
    public XdpTarget target(DatagramSender kernel) {
        assert target == null : "one egress";
        target =
                new XdpTarget(
                        sockets[0],
                        umem,
                        sendPool,
                        atFirst.blockLength(),
                        kernel,
                        nextHops,
                        atFirst.port());
        return target;
    }

    /** What egress sends by; {@code null} before it was made. */
    public XdpTarget target() {
        return target;
    }

    @Override
    public int[] fds() {
        int[] numbers = new int[fds.length];
        Arrays.setAll(numbers, i -> fds[i].number());
        return numbers;
    }

    /** The socket of a queue of the card that is this share's, for the program. */
    int socketFd(int queue) {
        return sockets[queue / shares].fd();
    }

    /**
     * Datagrams that a queue of the card has brought to this share, which serves it; any thread.
     */
    long received(int queue) {
        return source.received(queue / shares);
    }

    boolean isZeroCopy() {
        for (XdpSocket socket : sockets) {
            if (!socket.isZeroCopy()) {
                return false;
            }
        }
        return true;
    }

    int framesMissing() {
        return receiveFrames + sendFrames - receivePool.count() - sendPool.count();
    }

    long framesLent() {
        long lent = lentByClosed;
        for (XdpSocket socket : sockets) {
            lent += socket.lent() - socket.returned();
        }
        return lent;
    }

    /** After its sockets. */
    void close() {
        for (StableDescriptor fd : fds) {
            fd.close();
        }
        umem.close();
    }
}
