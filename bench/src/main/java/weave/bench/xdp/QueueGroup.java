package weave.bench.xdp;

import java.util.ArrayList;
import java.util.List;
import weave.bench.lab.BenchException;
import weave.xdp.socket.Umem;
import weave.xdp.socket.XdpSocket;
import weave.xdp.socket.XdpSocketConfig;

/** The sockets of an interface's queues, which share their memory. */
final class QueueGroup implements AutoCloseable {
    private static final int FRAMES = 4096;
    private static final int FRAME_SIZE = 2048;

    /** Bytes that one piece of a frame can have. */
    static final int PIECE_MAX = FRAME_SIZE - Umem.HEADROOM;

    private final Umem umem;
    private final List<QueueSocket> sockets = new ArrayList<>();

    /**
     * In the network namespace of the calling thread.
     *
     * @param configs of the queues, from the first on
     */
    QueueGroup(List<XdpSocketConfig> configs, boolean hugePages) {
        umem = new Umem(FRAMES * configs.size(), FRAME_SIZE, hugePages, false);
        try {
            for (XdpSocketConfig config : configs) {
                sockets.add(new QueueSocket(config, umem, FRAMES));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    QueueSocket socket(int queue) {
        return sockets.get(queue);
    }

    /** After all threads; nothing may have got lost between the rings. */
    @Override
    public void close() {
        for (QueueSocket queue : sockets) {
            XdpSocket socket = queue.socket();
            socket.close();
            if (socket.lent() != socket.returned()) {
                throw new BenchException(
                        socket.lent() + " frames lent, but " + socket.returned() + " returned");
            }
        }
        umem.close();
    }
}
