package weave.gossip.mesh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A TCP connection in netty's hands. Writes of one turn of the loop leave together. */
final class NettyWire extends ChannelInboundHandlerAdapter implements Wire {
    private static final InetSocketAddress UNKNOWN = new InetSocketAddress(0);

    private final Channel channel;
    private WireListener listener;
    private boolean flushing;
    private boolean ended;

    NettyWire(Channel channel) {
        this.channel = channel;
    }

    @Override
    public InetSocketAddress localAddress() {
        return known(channel.localAddress());
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return known(channel.remoteAddress());
    }

    @Override
    public void start(WireListener newListener) {
        listener = newListener;
        if (channel.isActive()) {
            channel.config().setAutoRead(true);
        } else {
            channel.eventLoop().execute(() -> end(END));
        }
    }

    @Override
    public void write(byte[] bytes) {
        if (ended) {
            return;
        }
        channel.write(Unpooled.wrappedBuffer(bytes));
        if (!flushing) {
            flushing = true;
            channel.eventLoop().execute(this::flush);
        }
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        if (pending != null && pending.totalPendingWriteBytes() > PENDING_MAX) {
            channel.eventLoop()
                    .execute(() -> end("peer does not read: too much is waiting for it"));
        }
    }

    @Override
    public long roundTripMicros() {
        return channel instanceof EpollSocketChannel socket && channel.isActive()
                ? socket.tcpInfo().rtt()
                : 0;
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void close() {
        ended = true;
        channel.flush();
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        try {
            if (!ended) {
                byte[] chunk = new byte[buffer.readableBytes()];
                buffer.readBytes(chunk);
                listener.received(chunk);
            }
        } finally {
            buffer.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!ended && channel.isWritable() && listener != null) {
            listener.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(END);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(NettyTrouble.text(cause));
    }

    /** A connection that is reset while it is accepted may have no addresses any more. */
    private static InetSocketAddress known(SocketAddress address) {
        return address instanceof InetSocketAddress known ? known : UNKNOWN;
    }

    private void flush() {
        flushing = false;
        channel.flush();
    }

    private void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        channel.close();
        if (listener != null) {
            listener.closed(reason);
        }
    }
}
