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

    SendWork(QueueSocket socket, byte[] frame) {
        this.socket = socket;
        length = frame.length;
        tx = socket.socket().tx();
        pool = socket.pool();
        int frameSize = socket.umem().memory().frameSize();
        UnsafeBuffer buffer = socket.buffer();
        for (int start = 0; start < buffer.capacity(); start += frameSize) {
            buffer.putBytes(start + Umem.HEADROOM, frame);
        }
    }

    @Override
    public int turn() {
        int done = socket.complete();
        int count = tx.room(Math.min(BATCH, pool.count()));
        for (int i = 0; i < count; i++) {
            tx.append(pool.take() + Umem.HEADROOM, length);
        }
        socket.send(count);
        return done;
    }
}
