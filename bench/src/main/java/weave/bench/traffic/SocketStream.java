package weave.bench.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import weave.bench.carrier.Ends;
import weave.bench.lab.Namespace;

/** Connections of our own, where iperf3 is not installed. */
final class SocketStream implements TcpStream {
    private static final int CHUNK = 128 * 1024;

    @Override
    public Result run(Ends ends, int connections, int seconds) {
        try (ServerSocketChannel server = ends.right().call(() -> listen(ends.rightIp()))) {
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            List<FutureTask<Void>> sources = new ArrayList<>();
            List<FutureTask<Result>> sinks = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                sinks.add(ends.right().begin("bench-sink", () -> receive(server)));
                sources.add(ends.left().begin("bench-source", () -> send(address, seconds)));
            }
            sources.forEach(Namespace::await);
            return together(sinks.stream().map(Namespace::await).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result together(List<Result> connections) {
        long bytes = connections.stream().mapToLong(Result::bytes).sum();
        double seconds = connections.stream().mapToDouble(Result::seconds).max().orElseThrow();
        return new Result(bytes, seconds, -1, List.of());
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
