package weave.tools.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import weave.gossip.mesh.NettyTrouble;
import weave.tools.host.FileTrouble;

/**
 * Serves routes at one address until closed. Everything a client can make us keep is bounded: the
 * clients at a time, the requests, head and body of each, the answers, and the time it all takes.
 */
public final class HttpServer implements AutoCloseable {
    /** Requests sent in one go are all taken apart before the first is answered. */
    private static final int READ_LENGTH = 4_096;

    private static final long REQUEST_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final HttpAddress address;
    private final Channel listener;
    private final Clients clients;

    private HttpServer(HttpAddress address, Channel listener, Clients clients) {
        this.address = address;
        this.listener = listener;
        this.clients = clients;
    }

    /**
     * Listens at {@code address} and serves {@code routes} on {@code loop}.
     *
     * @throws IOException if the address is taken or not ours; the message names it
     */
    public static HttpServer listen(EventLoopGroup loop, HttpAddress address, Routes routes)
            throws IOException {
        return listen(loop, address, routes, REQUEST_DEADLINE_NANOS);
    }

    static HttpServer listen(
            EventLoopGroup loop, HttpAddress address, Routes routes, long requestDeadlineNanos)
            throws IOException {
        Clients clients = new Clients(routes, admission(address), requestDeadlineNanos);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_LENGTH).maxMessagesPerRead(1))
                        .childHandler(clients);
        Channel listener =
                switch (address) {
                    case HttpAddress.Tcp tcp ->
                            bind(
                                    bootstrap.channel(EpollServerSocketChannel.class),
                                    tcp.address(),
                                    address);
                    case HttpAddress.Unix unix -> {
                        removeStale(unix.path());
                        Channel bound =
                                bind(
                                        bootstrap.channel(EpollServerDomainSocketChannel.class),
                                        new DomainSocketAddress(unix.path().toString()),
                                        address);
                        restrict(unix.path());
                        yield bound;
                    }
                    case HttpAddress.Off _ ->
                            throw new IllegalArgumentException("nothing to listen at");
                };
        return new HttpServer(address, listener, clients);
    }

    /** The address listened at, with the port that the kernel chose if 0 was asked for. */
    HttpAddress address() {
        return listener.localAddress() instanceof InetSocketAddress bound
                ? new HttpAddress.Tcp(bound)
                : address;
    }

    /** Stops listening, lets the clients go, and removes the socket file. */
    @Override
    public void close() {
        listener.close();
        clients.close();
        if (address instanceof HttpAddress.Unix unix) {
            try {
                Files.deleteIfExists(unix.path());
            } catch (IOException _) {
                // The next start replaces it.
            }
        }
    }

    private static Channel bind(
            ServerBootstrap bootstrap, SocketAddress socket, HttpAddress address)
            throws IOException {
        var bound = bootstrap.bind(socket).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen at " + address + ": " + NettyTrouble.text(bound.cause()),
                    bound.cause());
        }
        return bound.channel();
    }

    /** A socket file outlives a daemon that was killed; one that still answers is another's. */
    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean isSocket =
                !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        && !Files.isSymbolicLink(path);
        if (!isSocket) {
            throw new IOException("cannot listen at " + path + ": a file that is no socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException _) {
            delete(path);
            return;
        }
        throw new IOException("cannot listen at " + path + ": another daemon answers on it");
    }

    /** Browsers do not reach unix sockets. */
    private static Consumer<HttpHeaders> admission(HttpAddress address) {
        return address instanceof HttpAddress.Unix ? _ -> {} : new HostCheck(hostName())::require;
    }

    /** As the kernel has it: asking a name server could take long. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "localhost";
        }
    }

    private static void delete(Path path) throws IOException {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new IOException("cannot listen at " + path + ": " + FileTrouble.reason(e), e);
        }
    }

    /** Who may connect may change the mesh: the owner alone. */
    private static void restrict(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
}
