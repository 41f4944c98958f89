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

    /** Whether the next piece is the first of a frame. */
    private boolean isFirst = true;

    ForwardWork(QueueSocket socket) {
        this.socket = socket;
        rx = socket.socket().rx();
        tx = socket.socket().tx();
        buffer = socket.buffer();
    }

    @Override
    public int turn() {
        socket.complete();
        socket.refill();
        int count = rx.available(tx.room(BATCH));
        int frames = 0;
        for (int i = 0; i < count; i++) {
            int offset = rx.next();
            if (isFirst) {
                exchangeAddresses(offset);
            }
            isFirst = !rx.isContinued();
            if (isFirst) {
                tx.append(offset, rx.length());
                frames++;
            } else {
                tx.appendContinued(offset, rx.length());
            }
        }
        if (count > 0) {
            rx.release();
        }
        socket.send(count);
        return frames;
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
