package weave.gossip.mesh;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Wires of TCP, through netty's epoll transport. */
public final class NettyTransport implements Transport {
    private static final int BACKLOG = 128;
    private static final int DIAL_TIMEOUT_MILLIS = 30_000;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private static final Logger LOG = System.getLogger(MeshRouter.LOGGER);

    private final NettyControlLoop loop;

    public NettyTransport(NettyControlLoop loop) {
        this.loop = loop;
    }

    @Override
    public Listener listen(InetSocketAddress address, Consumer<Wire> accepted) throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop.eventLoop())
                        .channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new ServerChannelRecvByteBufAllocator())
                        .childOption(ChannelOption.SO_LINGER, 0)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(new AcceptFailures())
                        .childHandler(handing(accepted));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on "
                            + AddressText.of(address)
                            + ": "
                            + NettyTrouble.text(bound.cause()));
        }
        return new NettyListener(bound.channel());
    }

    @Override
    public void connect(InetAddress source, InetSocketAddress destination, DialHandler handler) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channel(EpollSocketChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, DIAL_TIMEOUT_MILLIS)
                        .option(ChannelOption.SO_LINGER, 0)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(handing(wire -> {}));
        InetSocketAddress from = source == null ? null : new InetSocketAddress(source, 0);
        bootstrap
                .connect(destination, from)
                .addListener((ChannelFuture dialled) -> loop.execute(() -> tell(dialled, handler)));
    }

    private static void tell(ChannelFuture dialled, DialHandler handler) {
        if (dialled.isSuccess()) {
            handler.connected(dialled.channel().pipeline().get(NettyWire.class));
        } else {
            handler.failed(NettyTrouble.text(dialled.cause()));
        }
    }

    private ChannelHandler handing(Consumer<Wire> taker) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                NettyWire wire = new NettyWire(channel);
                channel.pipeline().addLast(wire);
                loop.execute(() -> taker.accept(wire));
            }
        };
    }

    /**
     * Accepting may fail for want of file descriptors. Then the kernel keeps saying that there is
     * something to accept; so nothing more is asked of it for a while.
     */
    private static final class AcceptFailures extends ChannelInboundHandlerAdapter {
        private static final long PAUSE_SECONDS = 1;

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.log(Level.WARNING, "cannot accept connections: " + NettyTrouble.text(cause));
            Channel channel = context.channel();
            // Switched off and on: that is what withdraws the pending read.
            channel.config().setAutoRead(true);
            channel.config().setAutoRead(false);
            channel.eventLoop().schedule(channel::read, PAUSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private record NettyListener(Channel channel) implements Listener {
        @Override
        public InetSocketAddress localAddress() {
            return (InetSocketAddress) channel.localAddress();
        }

        @Override
        public void acceptOne() {
            channel.read();
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
