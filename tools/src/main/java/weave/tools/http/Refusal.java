package weave.tools.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Tells a client that there is no room for it, whatever it asks, and lets it go. What it sends is
 * read away for a moment: closed before that, the connection would be reset, and the answer lost.
 */
final class Refusal extends ChannelInboundHandlerAdapter {
    private static final long LINGER_MILLIS = 1_000;
    private static final String REASON = "too many clients wait for answers: try again later\n";
    private static final String ANSWER =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Content-Length: "
                    + REASON.length()
                    + "\r\nConnection: close\r\n\r\n"
                    + REASON;

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                .addListener(_ -> ((DuplexChannel) context.channel()).shutdownOutput());
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
