package weave.tools.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Puts requests together, and refuses in a line of text those whose body is too long. */
final class WholeRequests extends HttpObjectAggregator {
    private final Response refusal;

    WholeRequests(int bodyLengthMax) {
        super(bodyLengthMax, true);
        refusal =
                Response.refusal(
                        Response.CONTENT_TOO_LARGE,
                        "the body is longer than " + bodyLengthMax + " bytes");
    }

    @Override
    protected Object newContinueResponse(
            HttpMessage start, int bodyLengthMax, ChannelPipeline pipeline) {
        Object answer = super.newContinueResponse(start, bodyLengthMax, pipeline);
        boolean refused =
                answer instanceof FullHttpResponse response
                        && response.status().code() == Response.CONTENT_TOO_LARGE;
        return refused ? tooLarge() : answer;
    }

    /** Closes only if nothing more comes: the client would not read the answer otherwise. */
    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        boolean isLast =
                oversized instanceof FullHttpMessage
                        || !HttpUtil.is100ContinueExpected(oversized)
                                && !HttpUtil.isKeepAlive(oversized);
        context.writeAndFlush(tooLarge())
                .addListener(
                        isLast
                                ? ChannelFutureListener.CLOSE
                                : ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private FullHttpResponse tooLarge() {
        ByteBuf body = Unpooled.copiedBuffer(refusal.body(), StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, refusal.contentType());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }
}
