package weave.bench.xdp;

import org.agrona.concurrent.UnsafeBuffer;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;
import weave.xdp.socket.XdpSocketConfig;

/** A socket with memory of its own, and what each {@link QueueWork} does with it. */
final class QueueSocket implements AutoCloseable {
    private static final int FRAMES = 4096;
    private static final int FRAME_SIZE = 2048;

    private final Umem umem;
    private final FramePool pool;
    private final XdpSocket socket;
    private final String name;

    /** Frames in the ring to send, or beyond it, that have not come back. */
    private int unsent;

    /** In the network namespace of the calling thread. */
    QueueSocket(XdpSocketConfig config) {
        name = config.device() + " queue " + config.queue();
        umem = new Umem(FRAMES, FRAME_SIZE, false, false);
        pool = umem.pool(FRAMES);
        try {
            socket = XdpSocket.open(config, umem, pool);
        } catch (LinuxException refused) {
            umem.close();
            throw refused;
        }
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

    /** Gives the kernel memory to receive into. */
    void refill() {
        socket.refill(QueueWork.BATCH);
        if (socket.fill().needsWakeup()) {
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

    @Override
    public void close() {
        socket.close();
        umem.close();
    }
}
