package weave.gossip.dns.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One query on its way through the servers: each has its own socket and its own deadline. */
final class Exchange {
    private static final int DATAGRAM_LENGTH_MAX = 65_535;

    private final EventLoop loop;
    private final List<InetSocketAddress> servers;
    private final byte[] query;
    private final int questionEnd;
    private final boolean datagram;
    private final long timeoutNanos;
    private final Consumer<byte[]> answer;
    private int next;
    private Attempt attempt;

    Exchange(
            EventLoop loop,
            List<InetSocketAddress> servers,
            byte[] query,
            int questionEnd,
            boolean datagram,
            long timeoutNanos,
            Consumer<byte[]> answer) {
        this.loop = loop;
        this.servers = servers;
        this.query = query;
        this.questionEnd = questionEnd;
        this.datagram = datagram;
        this.timeoutNanos = timeoutNanos;
        this.answer = answer;
    }

    void begin() {
        if (next == servers.size()) {
            answer.accept(null);
            return;
        }
        attempt = new Attempt(servers.get(next++));
        attempt.begin();
    }

    /** One server. */
    private final class Attempt extends SimpleChannelInboundHandler<Object> {
        private final InetSocketAddress server;
        private ScheduledFuture<?> deadline;
        private Channel channel;
        private boolean ended;

        Attempt(InetSocketAddress server) {
            this.server = server;
        }

        void begin() {
            deadline = loop.schedule(this::failed, timeoutNanos, TimeUnit.NANOSECONDS);
            Bootstrap bootstrap = new Bootstrap().group(loop).handler(pipeline());
            if (datagram) {
                bootstrap
                        .channel(EpollDatagramChannel.class)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DATAGRAM_LENGTH_MAX));
            } else {
                bootstrap.channel(EpollSocketChannel.class);
            }
            ChannelFuture connecting = bootstrap.connect(server);
            channel = connecting.channel();
            connecting.addListener(_ -> connected(connecting));
        }

        private ChannelInitializer<Channel> pipeline() {
            return new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel opened) {
                    if (!datagram) {
                        opened.pipeline().addLast(Frames.decoder());
                    }
                    opened.pipeline().addLast(Attempt.this);
                }
            };
        }

        private void connected(ChannelFuture connecting) {
            if (!connecting.isSuccess() || ended) {
                failed();
                return;
            }
            ByteBuf message = Unpooled.wrappedBuffer(query);
            channel.writeAndFlush(datagram ? message : Frames.framed(message))
                    .addListener(sent -> {
                        if (!sent.isSuccess()) {
                            failed();
                        }
                    });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) {
            ByteBuf bytes =
                    message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
            if (!ended && isAnswer(bytes)) {
                byte[] found = new byte[bytes.readableBytes()];
                bytes.readBytes(found);
                end();
                answer.accept(found);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            failed();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed();
        }

        private void failed() {
            if (!ended) {
                end();
                Exchange.this.begin();
            }
        }

        private void end() {
            ended = true;
            deadline.cancel(false);
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** Whether it has our id and our question; a server that failed may leave the question out. */
    private boolean isAnswer(ByteBuf message) {
        int from = message.readerIndex();
        int length = message.readableBytes();
        boolean isOurs =
                length >= Question.HEADER_LENGTH
                        && message.getByte(from) == query[0]
                        && message.getByte(from + 1) == query[1]
                        && (message.getByte(from + 2) & 0x80) != 0;
        if (!isOurs) {
            return false;
        }
        if (message.getUnsignedShort(from + 4) == 0) {
            return (message.getByte(from + 3) & 0xF) != 0;
        }
        if (length < questionEnd) {
            return false;
        }
        for (int i = Question.HEADER_LENGTH; i < questionEnd; i++) {
            if (Character.toLowerCase(message.getByte(from + i))
                    != Character.toLowerCase(query[i])) {
                return false;
            }
        }
        return true;
    }
}
