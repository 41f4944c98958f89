package weave.bench.xdp;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import weave.xdp.socket.FramePool;
import weave.xdp.socket.TxRing;
import weave.xdp.socket.Umem;

/** {@link XdpTask#TXONLY}. */
final class SendWork implements QueueWork {
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;
    private static final long SOURCE = 0x0200_0000_0001L;

    /** An experimental type, which nobody takes. */
    private static final short TYPE = (short) 0x88B5;

    private final QueueSocket socket;
    private final TxRing tx;
    private final FramePool pool;
    private final int length;

    /**
     * @param length of each frame, in bytes
     */
    SendWork(QueueSocket socket, int length) {
        this.socket = socket;
        this.length = length;
        tx = socket.socket().tx();
        pool = socket.pool();
        int frameSize = socket.umem().memory().frameSize();
        for (int frame = 0; frame < socket.buffer().capacity(); frame += frameSize) {
            write(socket.buffer(), frame + Umem.HEADROOM);
        }
    }

    private static void write(UnsafeBuffer buffer, int offset) {
        buffer.putLong(offset, BROADCAST << 16 | SOURCE >>> 32, ByteOrder.BIG_ENDIAN);
        buffer.putInt(offset + 8, (int) SOURCE, ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + 12, TYPE, ByteOrder.BIG_ENDIAN);
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
