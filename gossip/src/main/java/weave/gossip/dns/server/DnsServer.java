package weave.gossip.dns.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weave.gossip.dns.DnsName;
import weave.gossip.dns.NameIndex;
import weave.gossip.mesh.NettyTrouble;

/** Answers questions at one address, by UDP and by TCP, until closed. */
public final class DnsServer implements AutoCloseable {
    public static final String ADDRESS_DEFAULT = "0.0.0.0:53";

    /** How long each server upstream is waited for. */
    public static final Duration UPSTREAM_TIMEOUT_DEFAULT = Duration.ofSeconds(5);

    private static final long CLOSE_SECONDS = 5;

    /** Datagrams taken from the kernel at once. */
    private static final int BATCH = 32;

    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int TCP_READ_BYTES = 4_096;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final EventLoopGroup group;
    private final UpstreamServers upstream;
    private final DnsCounters counters = new DnsCounters();
    private InetSocketAddress address;

    private DnsServer(EventLoopGroup group, UpstreamServers upstream) {
        this.group = group;
        this.upstream = upstream;
    }

    /**
     * Starts to answer.
     *
     * @param address IPv4 or IPv6, one or all; with port 0 the kernel chooses one
     * @param domain of the names in the index
     * @param upstreamTimeout for each of the servers
     * @throws IOException if the address is taken or not ours; the message names it
     */
    public static DnsServer listen(
            InetSocketAddress address,
            String domain,
            NameIndex index,
            UpstreamServers upstream,
            Duration upstreamTimeout)
            throws IOException {
        return listen(address, domain, index, upstream, upstreamTimeout, TcpQueries.IDLE_NANOS);
    }

    static DnsServer listen(
            InetSocketAddress address,
            String domain,
            NameIndex index,
            UpstreamServers upstream,
            Duration upstreamTimeout,
            long idleNanos)
            throws IOException {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        Thread.ofPlatform().name("weaved-dns").daemon(true).factory(),
                        EpollIoHandler.newFactory());
        DnsServer server = new DnsServer(group, upstream);
        try {
            server.open(address, domain, index, upstreamTimeout, idleNanos);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** Who is asked about names that are not ours. */
    public List<InetSocketAddress> upstream() {
        return upstream.current();
    }

    /** What became of the queries so far; for any thread. */
    public DnsCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        group.terminationFuture().awaitUninterruptibly(2 * CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private void open(
            InetSocketAddress wanted,
            String domain,
            NameIndex index,
            Duration upstreamTimeout,
            long idleNanos)
            throws IOException {
        EventLoop loop = group.next();
        byte[] domainName =
                DnsName.wire(domain)
                        .map(DnsName::lower)
                        .orElseThrow(() -> new IllegalArgumentException("domain " + domain));
        Queries queries =
                new Queries(
                        new Answerer(domainName, index, new SecureRandom().nextLong()),
                        new Upstream(loop, upstream, upstreamTimeout.toNanos()),
                        counters);
        Shares clients = new Shares(TcpQueries.CLIENTS_MAX, TcpQueries.CONNECTIONS_PER_CLIENT_MAX);
        // TCP first: if the kernel is to choose a port, it is one that is free there.
        Channel tcp =
                bound(wanted, tcp(wanted.getAddress(), queries, clients, idleNanos).bind(wanted));
        InetSocketAddress chosen = (InetSocketAddress) tcp.localAddress();
        address = new InetSocketAddress(wanted.getAddress(), chosen.getPort());
        upstream.begin(address);
        if (wanted.getAddress().isAnyLocalAddress()) {
            openAny(queries);
        } else {
            bound(address, udp(address.getAddress(), new UdpQueries(queries, null)).bind(address));
        }
    }

    private void openAny(Queries queries) throws IOException {
        Bootstrap bootstrap =
                udp(
                        address.getAddress(),
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                UdpSources sources =
                                        new UdpSources(
                                                source -> openSource(source, queries), channel);
                                channel.pipeline().addLast(new UdpQueries(queries, sources));
                                channel.closeFuture().addListener(_ -> sources.close());
                            }
                        });
        if (address.getAddress() instanceof Inet4Address) {
            // The recipient of a datagram is then the address that was asked.
            bootstrap.option(EpollChannelOption.IP_RECVORIGDSTADDR, true);
        }
        Channel any = bound(address, bootstrap.bind(address));
        // Not before: two servers for all addresses would go unnoticed.
        any.config().setOption(ChannelOption.SO_REUSEADDR, true);
    }

    private ChannelFuture openSource(InetAddress source, Queries queries) {
        return udp(source, new UdpQueries(queries, null))
                .option(ChannelOption.SO_REUSEADDR, true)
                .bind(source, address.getPort());
    }

    private Bootstrap udp(InetAddress listening, ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> new EpollDatagramChannel(family(listening)))
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UdpQueries.QUERY_LENGTH_MAX)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(BATCH * UdpQueries.QUERY_LENGTH_MAX))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(SOCKET_BUFFER_BYTES, 4 * SOCKET_BUFFER_BYTES))
                .handler(handler);
    }

    private ServerBootstrap tcp(
            InetAddress listening, Queries queries, Shares clients, long idleNanos) {
        return new ServerBootstrap()
                .group(group)
                .channelFactory(() -> new EpollServerSocketChannel(family(listening)))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(TCP_READ_BYTES).maxMessagesPerRead(1))
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(Frames.decoder())
                                        .addLast(new TcpQueries(queries, clients, idleNanos));
                            }
                        });
    }

    private static SocketProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address
                ? SocketProtocolFamily.INET
                : SocketProtocolFamily.INET6;
    }

    private static Channel bound(InetSocketAddress wanted, ChannelFuture binding)
            throws IOException {
        if (!binding.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "cannot listen for DNS on "
                            + NetUtil.toSocketAddressString(wanted)
                            + ": "
                            + NettyTrouble.text(binding.cause()));
        }
        return binding.channel();
    }
}
