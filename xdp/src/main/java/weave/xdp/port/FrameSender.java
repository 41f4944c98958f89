package weave.xdp.port;

import org.agrona.concurrent.UnsafeBuffer;
import weave.core.frame.Ethernet;
import weave.core.frame.Udp;
import weave.core.udp.NextHops;
import weave.core.udp.UdpAddress;
import weave.linux.Errno;
import weave.xdp.socket.CompletionRing;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.TxRing;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;

/**
 * Sends datagrams as frames by a NIC's queue: writes the headers before the payload, hands over,
 * and takes back what was sent. One user, egress.
 *
 * <pre>
 *   a frame:   | free | metadata | Ethernet, IPv4, UDP | payload                      |
 *              0      40         64                    106                  frame size
 * </pre>
 */
final class FrameSender {
    /** A multiple of 8, with room for metadata before it. */
    private static final int FRAME_OFFSET = 64;

    private static final int PAYLOAD_OFFSET = FRAME_OFFSET + OuterHeaders.LENGTH;

    /** How often in a row the kernel is told in vain, where it takes frames while it is told. */
    private static final int VAIN_CALLS_MAX = 64;

    private static final int COMPLETIONS_MAX = 256;

    /** {@code null} while there is none to send by. */
    private XdpSocket socket;

    private TxRing tx;
    private CompletionRing completion;
    private final Umem umem;
    private final UnsafeBuffer buffer;
    private final FramePool pool;
    private final int sourcePort;
    private int vainCallsMax;
    private final boolean checksumsLeft;
    private int identification;
    private boolean isUnsent;
    private long framesSent;
    private long bytesSent;

    /**
     * @param socket opened with {@code needsWakeup}
     * @param umem with {@link Umem#hasMetadata} the kernel or the NIC computes checksums
     */
    FrameSender(XdpSocket socket, Umem umem, FramePool pool, int sourcePort) {
        this.umem = umem;
        this.pool = pool;
        this.sourcePort = sourcePort;
        buffer = umem.memory().buffer();
        checksumsLeft = umem.hasMetadata();
        reopen(socket);
    }

    /**
     * Sends by another one from now on: that of before is closed, and its frames in the pool. While
     * egress stands still.
     *
     * @param other {@code null} for none
     */
    void reopen(XdpSocket other) {
        socket = other;
        isUnsent = false;
        if (other != null) {
            tx = other.tx();
            completion = other.completion();
            vainCallsMax = other.isZeroCopy() ? 1 : VAIN_CALLS_MAX;
        }
    }

    /** Bytes of the longest payload. */
    int payloadMax() {
        return umem.memory().frameSize() - PAYLOAD_OFFSET;
    }

    /** Whether there is a frame to write into. */
    boolean hasFrame() {
        if (pool.count() == 0 && socket != null) {
            complete();
        }
        return pool.count() > 0;
    }

    /** Where the payload of a frame begins. Only while there is one. */
    int take() {
        return pool.take() + PAYLOAD_OFFSET;
    }

    /** Gives a frame back unsent. */
    void give(int offset) {
        pool.give(umem.frame(offset));
    }

    /** Whether one more can be sent now. */
    boolean hasRoom() {
        return socket != null && tx.room(1) > 0;
    }

    /**
     * Sends a datagram with the next flush. Only while there is room.
     *
     * @param payload where it begins, as {@link #take} said
     * @param length of it, in bytes
     */
    void send(
            int payload,
            int length,
            NextHops hops,
            int hop,
            long destination,
            boolean dontFragment) {
        int frame = payload - OuterHeaders.LENGTH;
        int source = hops.source(hop);
        int ip = UdpAddress.ip(destination);
        int id = dontFragment ? 0 : identification++ & 0xFFFF;
        int port = UdpAddress.port(destination);
        OuterHeaders.putEthernet(buffer, frame, hops.sourceMac(hop), hops.destinationMac(hop));
        OuterHeaders.putIp(buffer, frame, source, ip, length, id, dontFragment);
        OuterHeaders.putUdp(buffer, frame, source, sourcePort, ip, port, length);
        int frameLength = OuterHeaders.LENGTH + length;
        if (checksumsLeft) {
            umem.checksum(frame, OuterHeaders.UDP_OFFSET, Udp.CHECKSUM_OFFSET);
            tx.appendWithMetadata(frame, Ethernet.pad(buffer, frame, frameLength));
        } else {
            OuterHeaders.completeChecksum(buffer, frame, length);
            tx.append(frame, Ethernet.pad(buffer, frame, frameLength));
        }
        framesSent++;
        bytesSent += length;
    }

    /**
     * Hands over what was sent, and takes back what has left. Where it copies, the kernel takes a
     * few dozen at a time, as long as those go on: what it could not take is offered again with the
     * next flush.
     */
    void flush() {
        if (socket == null) {
            return;
        }
        tx.flush();
        int waiting = tx.waiting();
        int vainCalls = 0;
        int errno = 0;
        while (waiting > 0 && vainCalls < vainCallsMax && !isDown(errno) && tx.needsWakeup()) {
            errno = -socket.wakeTransmitter();
            // The kernel takes no more frames than it has room to give back.
            complete();
            int left = tx.waiting();
            vainCalls = left == waiting ? vainCalls + 1 : 0;
            waiting = left;
        }
        complete();
        isUnsent = waiting > 0 && !isDown(errno) && tx.needsWakeup();
    }

    /** Whether waiting a little does not help. */
    private static boolean isDown(int errno) {
        return errno == Errno.ENETDOWN || errno == Errno.ENXIO;
    }

    /** Whether the kernel has to be told again of what it could not take. */
    boolean isUnsent() {
        return isUnsent;
    }

    private void complete() {
        for (int count = completion.available(COMPLETIONS_MAX);
                count > 0;
                count = completion.available(COMPLETIONS_MAX)) {
            for (int i = 0; i < count; i++) {
                pool.give(umem.frame(completion.next()));
            }
            completion.release();
        }
    }

    long framesSent() {
        return framesSent;
    }

    /** Of payload. */
    long bytesSent() {
        return bytesSent;
    }
}
