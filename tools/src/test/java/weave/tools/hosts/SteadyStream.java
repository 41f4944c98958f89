package weave.tools.hosts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import weave.testkit.Await;

/**
 * One TCP connection from container to container on which numbered blocks go until it is closed,
 * with a pause after each, so that they load the machine no more than it bears.
 */
final class SteadyStream implements AutoCloseable {
    private static final int BLOCK_BYTES = 4096;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SocketChannel from;
    private final SocketChannel to;
    private final AtomicLong arrived = new AtomicLong();
    private volatile boolean isEnding;
    private volatile Throwable trouble;

    private SteadyStream(SocketChannel from, SocketChannel to) {
        this.from = from;
        this.to = to;
    }

    /** Begins one. */
    static SteadyStream between(Container left, Container right) throws Exception {
        try (ServerSocketChannel server = right.call(ServerSocketChannel::open)) {
            server.bind(new InetSocketAddress(right.ip(), 0));
            SocketChannel from = left.call(() -> SocketChannel.open(server.getLocalAddress()));
            SteadyStream stream = new SteadyStream(from, server.accept());
            stream.inBackground(stream::send);
            stream.inBackground(stream::receive);
            return stream;
        }
    }

    /** Waits until so many more blocks have arrived; fails if one came out of its turn. */
    void awaitMore(int blocks, Duration atMost) {
        long wanted = arrived.get() + blocks;
        Await.until(
                () -> arrived + " of " + wanted + " blocks arrived",
                atMost,
                () -> {
                    if (trouble != null) {
                        throw new AssertionError("after " + arrived + " blocks", trouble);
                    }
                    return arrived.get() >= wanted;
                });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void inBackground(Work work) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        work.run();
                    } catch (IOException | AssertionError e) {
                        if (!isEnding) {
                            trouble = e;
                        }
                    }
                });
    }

    private void send() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long number = 0; !isEnding; number++) {
            block.clear().putLong(0, number).putLong(BLOCK_BYTES - Long.BYTES, ~number);
            while (block.hasRemaining()) {
                from.write(block);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void receive() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        while (true) {
            block.clear();
            while (block.hasRemaining()) {
                if (to.read(block) < 0) {
                    throw new AssertionError("the connection has ended");
                }
            }
            long number = arrived.get();
            if (block.getLong(0) != number || block.getLong(BLOCK_BYTES - Long.BYTES) != ~number) {
                throw new AssertionError(block.getLong(0) + " in the place of " + number);
            }
            arrived.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        isEnding = true;
        from.close();
        to.close();
    }
}
