package weave.gossip.dns.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;

/** Answers what comes to one UDP socket. Answers to a batch of queries leave as a batch. */
final class UdpQueries extends ChannelInboundHandlerAdapter {
    /** Queries are short; what is longer is cut, and malformed then. */
    static final int QUERY_LENGTH_MAX = 2_048;

    private static final Logger LOG = System.getLogger("weaved.dns");

    private final Queries queries;
    private final UdpSources sources;
    private final byte[] query = new byte[QUERY_LENGTH_MAX];

    /**
     * @param sources sockets to answer from where this one has no address of its own; {@code null}
     *     where it has one
     */
    UdpQueries(Queries queries, UdpSources sources) {
        this.queries = queries;
        this.sources = sources;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            ByteBuf bytes = packet.content();
            int length = Math.min(bytes.readableBytes(), query.length);
            bytes.getBytes(bytes.readerIndex(), query, 0, length);
            answer(context.channel(), packet, length);
        } finally {
            packet.release();
        }
    }

    private void answer(Channel channel, DatagramPacket packet, int length) {
        // Who does not take the answers we have need not be given more.
        if (!channel.isWritable() || packet.sender().getPort() == 0) {
            return;
        }
        int answerLength = queries.answer(query, length, true);
        if (answerLength > 0) {
            send(channel, packet, queries.message(), answerLength);
        } else if (answerLength == Queries.LATER) {
            InetSocketAddress recipient = packet.recipient();
            InetSocketAddress sender = packet.sender();
            queries.forward(
                    query,
                    length,
                    true,
                    sender.getAddress(),
                    answer -> {
                        send(channel, recipient, sender, answer, answer.length);
                        channel.flush();
                    });
        }
    }

    private void send(Channel channel, DatagramPacket packet, byte[] message, int length) {
        send(channel, packet.recipient(), packet.sender(), message, length);
    }

    private void send(
            Channel channel,
            InetSocketAddress recipient,
            InetSocketAddress sender,
            byte[] message,
            int length) {
        ByteBuf bytes = channel.alloc().directBuffer(length).writeBytes(message, 0, length);
        DatagramPacket answer = new DatagramPacket(bytes, sender);
        if (sources == null) {
            channel.write(answer, channel.voidPromise());
        } else {
            sources.send(recipient.getAddress(), answer);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // An answer that cannot be sent, as a rule: its asker asks again.
        Level level = cause instanceof IOException ? Level.DEBUG : Level.ERROR;
        LOG.log(level, "DNS by UDP: " + cause, cause instanceof IOException ? null : cause);
    }
}
