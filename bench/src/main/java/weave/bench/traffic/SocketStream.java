package weave.bench.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import weave.bench.carrier.Ends;
import weave.bench.lab.Namespace;

/** A connection of our own, where iperf3 is not installed. */
final class SocketStream implements TcpStream {
    private static final int CHUNK = 128 * 1024;

    @Override
    public Result run(Ends ends, int seconds) {
        try (ServerSocketChannel server = ends.right().call(() -> listen(ends.rightIp()))) {
            FutureTask<Result> sink = ends.right().begin("bench-sink", () -> receive(server));
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            FutureTask<Void> source =
                    ends.left().begin("bench-source", () -> send(address, seconds));
            Namespace.await(source);
            return Namespace.await(sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocketChannel listen(String ip) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(ip, 0));
    }

    private static Void send(InetSocketAddress to, int seconds) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (SocketChannel channel = SocketChannel.open(to)) {
            while (System.nanoTime() - end < 0) {
                channel.write(chunk.clear());
            }
        }
        return null;
    }

    private static Result receive(ServerSocketChannel server) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        try (SocketChannel channel = server.accept()) {
            long begin = System.nanoTime();
            long bytes = 0;
            for (int read = channel.read(chunk); read >= 0; read = channel.read(chunk.clear())) {
                bytes += read;
            }
            return new Result(bytes, (System.nanoTime() - begin) / 1e9, -1, List.of());
        }
    }
}
