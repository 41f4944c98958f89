package weave.gossip.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One client over TCP, any number of queries. Answers may overtake each other. A client that says
 * nothing whole for a while is let go, and so is one that asks but does not take the answers.
 */
final class TcpQueries extends SimpleChannelInboundHandler<ByteBuf> {
    static final int CLIENTS_MAX = 256;
    static final int CONNECTIONS_PER_CLIENT_MAX = 32;

    /** Bytes of answers that wait for a client. */
    static final int WAITING_MAX = 1 << 20;

    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Queries queries;
    private final Shares clients;
    private final long idleNanos;
    private InetAddress client;
    private long heardNanos;
    private int underWay;

    TcpQueries(Queries queries, Shares clients, long idleNanos) {
        this.queries = queries;
        this.clients = clients;
        this.idleNanos = idleNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        InetAddress address = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
        if (!clients.take(address)) {
            context.close();
            return;
        }
        client = address;
        heardNanos = System.nanoTime();
        watch(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (client != null) {
            clients.giveBack(client);
            client = null;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        if (client == null) {
            return;
        }
        heardNanos = System.nanoTime();
        byte[] query = new byte[message.readableBytes()];
        message.readBytes(query);
        int answerLength = queries.answer(query, query.length, false);
        if (answerLength > 0) {
            write(context, queries.message(), answerLength);
        } else if (answerLength == Queries.LATER) {
            underWay++;
            queries.forward(
                    query,
                    query.length,
                    false,
                    client,
                    answer -> {
                        underWay--;
                        write(context, answer, answer.length);
                        context.flush();
                    });
        }
        if (context.channel().bytesBeforeWritable() > WAITING_MAX) {
            context.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void write(ChannelHandlerContext context, byte[] message, int length) {
        ByteBuf bytes = Unpooled.buffer(Frames.LENGTH_BYTES + length);
        bytes.writeShort(length).writeBytes(message, 0, length);
        context.write(bytes, context.voidPromise());
    }

    private void watch(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (client == null) {
                                return;
                            }
                            boolean isIdle = System.nanoTime() - heardNanos >= idleNanos;
                            if (isIdle && underWay == 0) {
                                context.close();
                            } else {
                                watch(context);
                            }
                        },
                        idleNanos,
                        TimeUnit.NANOSECONDS);
    }
}
