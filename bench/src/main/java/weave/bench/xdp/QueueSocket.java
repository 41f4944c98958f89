package weave.bench.xdp;

import org.agrona.concurrent.UnsafeBuffer;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;
import weave.xdp.socket.XdpSocketConfig;

/** The socket of a queue, and what each {@link QueueWork} does with it. */
final class QueueSocket {
    private final Umem umem;
    private final FramePool pool;
    private final XdpSocket socket;
    private final String name;
    private final boolean pollsBusily;

    /** Frames in the ring to send, or beyond it, that have not come back. */
    private int unsent;

    /** In the network namespace of the calling thread. */
    QueueSocket(XdpSocketConfig config, Umem umem, int frames) {
        this.umem = umem;
        name = config.device() + " queue " + config.queue();
        pollsBusily = config.busyPollBudget() > 0;
        pool = umem.pool(frames);
        socket = XdpSocket.open(config, umem, pool);
    }

    XdpSocket socket() {
        return socket;
    }

    FramePool pool() {
        return pool;
    }

    Umem umem() {
        return umem;
    }

    UnsafeBuffer buffer() {
        return umem.memory().buffer();
    }

    /** Gives the kernel memory to receive into, and has it receive if it wants to be told. */
    void refill() {
        socket.refill(QueueWork.BATCH);
        if (pollsBusily || socket.fill().needsWakeup()) {
            socket.wakeReceiver();
        }
    }

    /** Takes back what was sent: how many frames. */
    int complete() {
        int count = socket.complete(QueueWork.BATCH);
        unsent -= count;
        return count;
    }

    /** So many frames more are to be sent. */
    void send(int count) {
        if (count > 0) {
            socket.tx().flush();
            unsent += count;
        }
        if (unsent > 0 && socket.tx().needsWakeup()) {
            int result = socket.wakeTransmitter();
            if (result < 0 && !isForNow(-result)) {
                throw new LinuxException("send by " + name, -result);
            }
        }
    }

    private static boolean isForNow(int errno) {
        return errno == Errno.EAGAIN || errno == Errno.EBUSY || errno == Errno.ENOBUFS;
    }
}
