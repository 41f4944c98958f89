package weave.bench.xdp;

import org.agrona.concurrent.UnsafeBuffer;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.TxRing;
import weave.xdp.socket.Umem;

/** {@link XdpTask#TXONLY}. */
final class SendWork implements QueueWork {
    private final QueueSocket socket;
    private final TxRing tx;
    private final FramePool pool;
    private final int length;

    /** Pieces that a frame is sent in. */
    private final int pieces;

    SendWork(QueueSocket socket, byte[] frame) {
        this.socket = socket;
        length = frame.length;
        tx = socket.socket().tx();
        pool = socket.pool();
        pieces = (length + QueueGroup.PIECE_MAX - 1) / QueueGroup.PIECE_MAX;
        int frameSize = socket.umem().memory().frameSize();
        UnsafeBuffer buffer = socket.buffer();
        for (int start = 0; start < buffer.capacity(); start += frameSize) {
            int first = Math.min(length, QueueGroup.PIECE_MAX);
            buffer.putBytes(start + Umem.HEADROOM, frame, 0, first);
        }
    }

    @Override
    public int turn() {
        socket.complete();
        int count = tx.room(Math.min(BATCH, pool.count())) / pieces;
        for (int i = 0; i < count; i++) {
            int left = length;
            for (; left > QueueGroup.PIECE_MAX; left -= QueueGroup.PIECE_MAX) {
                tx.appendContinued(pool.take() + Umem.HEADROOM, QueueGroup.PIECE_MAX);
            }
            tx.append(pool.take() + Umem.HEADROOM, left);
        }
        socket.send(count * pieces);
        return count;
    }
}
