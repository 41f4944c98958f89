package weave.xdp.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import weave.testkit.Await;

/** A socket, with memory of its own unless it shares another's. */
final class Station implements AutoCloseable {
    static final int FRAMES = 512;
    static final int FRAME_SIZE = 2048;

    private static final Duration SOON = Duration.ofSeconds(20);

    final Umem umem;
    final FramePool pool;
    final XdpSocket socket;
    private final boolean owner;

    Station(LinkPair.End end, XdpSocketConfig config) throws Exception {
        this(end, config, new Umem(FRAMES, FRAME_SIZE, false, false), true);
    }

    Station(LinkPair.End end, XdpSocketConfig config, Umem umem, boolean owner) throws Exception {
        this.umem = umem;
        this.owner = owner;
        pool = umem.pool(owner ? FRAMES : FRAMES / 2);
        socket = end.open(config, umem, pool);
        socket.refill(pool.count() / 2);
    }

    /** Sends a frame in as many pieces as it takes. */
    void send(byte[] frame) {
        int most = FRAME_SIZE - Umem.HEADROOM;
        for (int at = 0; at < frame.length; at += most) {
            int length = Math.min(most, frame.length - at);
            int offset = pool.take() + Umem.HEADROOM;
            umem.memory().buffer().putBytes(offset, frame, at, length);
            assertEquals(1, socket.tx().room(1));
            if (at + length < frame.length) {
                socket.tx().appendContinued(offset, length);
            } else {
                socket.tx().append(offset, length);
            }
        }
        flush();
    }

    /** Sends a frame in one piece, of which the kernel completes a checksum. */
    void sendUnsummed(byte[] frame, int start, int position) {
        int offset = pool.take() + Umem.HEADROOM;
        umem.memory().buffer().putBytes(offset, frame);
        umem.checksum(offset, start, position);
        assertEquals(1, socket.tx().room(1));
        socket.tx().appendWithMetadata(offset, frame.length);
        flush();
    }

    private void flush() {
        socket.tx().flush();
        Await.until("sent", SOON, () -> socket.wakeTransmitter() == 0 || socket.complete(64) > 0);
        socket.complete(64);
    }

    /** The next frame, of all its pieces. */
    byte[] receive() {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        boolean isContinued = true;
        while (isContinued) {
            Await.until("a frame: " + socket.counts(), SOON, this::hasReceived);
            int offset = socket.rx().next();
            byte[] piece = new byte[socket.rx().length()];
            umem.memory().buffer().getBytes(offset, piece);
            frame.writeBytes(piece);
            isContinued = socket.rx().isContinued();
            socket.rx().release();
            pool.give(umem.frame(offset));
        }
        socket.refill(64);
        return frame.toByteArray();
    }

    /** The sum of 16-bit words from there on: 0xFFFF with a checksum that is right. */
    static int sum(byte[] bytes, int from) {
        int sum = 0;
        for (int i = from; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | bytes[i + 1] & 0xFF;
        }
        return (sum & 0xFFFF) + (sum >>> 16);
    }

    private boolean hasReceived() {
        if (socket.pollsBusily()) {
            socket.wakeReceiver();
        }
        return socket.rx().available(1) == 1;
    }

    @Override
    public void close() {
        socket.close();
        assertEquals(socket.lent(), socket.returned());
        if (owner) {
            assertEquals(FRAMES, pool.count());
            assertTrue(umem.isWhole());
            umem.close();
        }
    }
}
