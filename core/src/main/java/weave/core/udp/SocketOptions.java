package weave.core.udp;

import weave.core.tuning.Tuning;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Sockets;
import weave.linux.socket.SocketConstants;
import weave.linux.socket.UdpConstants;

/**
 * What the outer sockets were asked to do beyond the necessary, and what of it the kernel does.
 * Errnos are positive, 0 where nothing was refused.
 */
public final class SocketOptions {
    private static final int LEVEL = SocketConstants.SOL_SOCKET;

    private final CallState state;
    private final Tuning tuning;
    private int receiveBufferLength;
    private int sendBufferLength;
    private int segmentErrno;
    private int joinErrno;
    private int busyPollErrno;

    SocketOptions(CallState state, Tuning tuning) {
        this.state = state;
        this.tuning = tuning;
    }

    /**
     * The same for all: where the kernel decides whether to join what comes from a network card, it
     * has no datagram to show to the selector yet and looks at any member of the group.
     */
    void applyTo(int fd) {
        applyUnjoined(fd);
        if (tuning.offloads()) {
            int level = SocketConstants.IPPROTO_UDP;
            joinErrno = refusal(set(fd, level, UdpConstants.UDP_GRO, 1));
            // 0 is what it is already: this only asks whether the kernel knows the option.
            segmentErrno = refusal(set(fd, level, UdpConstants.UDP_SEGMENT, 0));
        }
    }

    /** All but what joins and cuts datagrams. */
    void applyUnjoined(int fd) {
        buffers(fd);
        receiveBufferLength = bufferLength(fd, SocketConstants.SO_RCVBUF);
        sendBufferLength = bufferLength(fd, SocketConstants.SO_SNDBUF);
        if (tuning.busyPollMicros() > 0) {
            int result = set(fd, LEVEL, SocketConstants.SO_BUSY_POLL, tuning.busyPollMicros());
            if (result == 0) {
                result = set(fd, LEVEL, SocketConstants.SO_PREFER_BUSY_POLL, 1);
            }
            busyPollErrno = refusal(result);
        }
    }

    /** Without CAP_NET_ADMIN the kernel's limits apply, and what they allow will do. */
    private void buffers(int fd) {
        int length = tuning.socketBufferLength();
        if (set(fd, LEVEL, SocketConstants.SO_RCVBUFFORCE, length) < 0) {
            required(set(fd, LEVEL, SocketConstants.SO_RCVBUF, length), "SO_RCVBUF");
        }
        if (set(fd, LEVEL, SocketConstants.SO_SNDBUFFORCE, length) < 0) {
            required(set(fd, LEVEL, SocketConstants.SO_SNDBUF, length), "SO_SNDBUF");
        }
    }

    /** In the terms in which it was asked for: the kernel doubles it for what it adds itself. */
    private int bufferLength(int fd, int option) {
        return required(Sockets.getsockoptInt(state, fd, LEVEL, option), "getsockopt") / 2;
    }

    private int set(int fd, int level, int option, int value) {
        return Sockets.setsockoptInt(state, fd, level, option, value);
    }

    private static int required(int result, String option) {
        return LinuxException.check("setsockopt(" + option + ")", result);
    }

    private static int refusal(int result) {
        return result < 0 ? -result : 0;
    }

    /** What the kernel keeps of what has arrived, of each queue, in bytes. */
    public int receiveBufferLength() {
        return receiveBufferLength;
    }

    /** What the kernel keeps of what is to leave, in bytes. */
    public int sendBufferLength() {
        return sendBufferLength;
    }

    /** Why the kernel cuts no messages ({@code UDP_SEGMENT}); 0 too if it is not to. */
    public int segmentErrno() {
        return segmentErrno;
    }

    /** Why the kernel joins no datagrams ({@code UDP_GRO}); 0 too if it is not to. */
    public int joinErrno() {
        return joinErrno;
    }

    /** Why the kernel does not look into the network card; 0 too if it is not to. */
    public int busyPollErrno() {
        return busyPollErrno;
    }

    /** Whether the kernel is asked to cut what is sent. */
    boolean segments() {
        return tuning.offloads() && segmentErrno == 0;
    }
}
