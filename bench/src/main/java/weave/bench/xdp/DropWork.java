package weave.bench.xdp;

import weave.xdp.socket.FramePool;
import weave.xdp.socket.RxRing;
import weave.xdp.socket.Umem;

/** {@link XdpTask#RXDROP}. */
final class DropWork implements QueueWork {
    private final QueueSocket socket;
    private final RxRing rx;
    private final FramePool pool;
    private final Umem umem;

    DropWork(QueueSocket socket) {
        this.socket = socket;
        rx = socket.socket().rx();
        pool = socket.pool();
        umem = socket.umem();
    }

    @Override
    public int turn() {
        int count = rx.available(BATCH);
        int frames = 0;
        for (int i = 0; i < count; i++) {
            pool.give(umem.frame(rx.next()));
            frames += rx.isContinued() ? 0 : 1;
        }
        if (count > 0) {
            rx.release();
        }
        socket.refill();
        return frames;
    }
}
