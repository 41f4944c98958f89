package weave.bench.xdp;

import org.agrona.concurrent.UnsafeBuffer;
import weave.xdp.socket.RxRing;
import weave.xdp.socket.TxRing;

/** {@link XdpTask#L2FWD}. */
final class ForwardWork implements QueueWork {
    private final QueueSocket socket;
    private final RxRing rx;
    private final TxRing tx;
    private final UnsafeBuffer buffer;

    ForwardWork(QueueSocket socket) {
        this.socket = socket;
        rx = socket.socket().rx();
        tx = socket.socket().tx();
        buffer = socket.buffer();
    }

    @Override
    public int turn() {
        int done = socket.complete();
        socket.refill();
        int count = rx.available(tx.room(BATCH));
        for (int i = 0; i < count; i++) {
            int offset = rx.next();
            exchangeAddresses(offset);
            tx.append(offset, rx.length());
        }
        if (count > 0) {
            rx.release();
        }
        socket.send(count);
        return done;
    }

    /** Destination and source of the frame, 6 bytes each. */
    private void exchangeAddresses(int frame) {
        int destination = buffer.getInt(frame);
        short destinationEnd = buffer.getShort(frame + 4);
        buffer.putInt(frame, buffer.getInt(frame + 6));
        buffer.putShort(frame + 4, buffer.getShort(frame + 10));
        buffer.putInt(frame + 6, destination);
        buffer.putShort(frame + 10, destinationEnd);
    }
}
