package weave.tools.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One client. Each of its requests has to arrive whole, and each answer to be taken, within a
 * deadline: a client that dawdles is let go, however many single bytes it sends.
 */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = System.getLogger("weave.http");
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Routes routes;
    private final Consumer<HttpHeaders> admission;
    private final long deadlineNanos;
    private ScheduledFuture<?> deadline;

    /** What the routes are working at; cancelled when the client is gone. Null before the first. */
    private CompletableFuture<Response> working;

    /** When the client was last given the word. */
    private long sinceNanos = System.nanoTime();

    /**
     * @param admission throws {@link RefusalException} for a request that must not be answered
     */
    RequestHandler(Routes routes, Consumer<HttpHeaders> admission, long deadlineNanos) {
        this.routes = routes;
        this.admission = admission;
        this.deadlineNanos = deadlineNanos;
    }

    /** Whether a request, or the taking of an answer, is the client's to do. */
    boolean isWaitedFor() {
        return working == null || working.isDone();
    }

    /** When that began, by {@link System#nanoTime}. */
    long sinceNanos() {
        return sinceNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        rearm(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        if (working != null) {
            working.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest http) {
        // From here on it is us who take the time.
        deadline.cancel(false);
        context.channel().config().setAutoRead(false);
        boolean keepAlive = HttpUtil.isKeepAlive(http) && http.decoderResult().isSuccess();
        boolean head = http.method().equals(HttpMethod.HEAD);
        answer(http)
                .thenAccept(response ->
                        context.executor()
                                .execute(() -> write(context, response, head, keepAlive)));
    }

    private CompletionStage<Response> answer(FullHttpRequest http) {
        Request request;
        try {
            request = read(http);
        } catch (RefusalException e) {
            return CompletableFuture.completedStage(e.response());
        }
        working = routes.answer(request).toCompletableFuture();
        return working.exceptionally(failure -> failed(request, failure));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.DEBUG, "HTTP client dropped: {0}", String.valueOf(cause.getMessage()));
        context.close();
    }

    private void rearm(ChannelHandlerContext context) {
        sinceNanos = System.nanoTime();
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline =
                context.executor()
                        .schedule(() -> context.close(), deadlineNanos, TimeUnit.NANOSECONDS);
    }

    /** Nothing more is read from a client before it has taken its answer. */
    private void awaitNext(ChannelHandlerContext context) {
        rearm(context);
        context.channel().config().setAutoRead(true);
    }

    private Request read(FullHttpRequest http) {
        if (!http.decoderResult().isSuccess()) {
            throw new RefusalException(
                    Response.BAD_REQUEST,
                    "malformed request: not HTTP/1.1, or its head is too long");
        }
        if (http.protocolVersion().majorVersion() != 1) {
            throw new RefusalException(
                    Response.HTTP_VERSION_NOT_SUPPORTED,
                    http.protocolVersion() + " is not spoken here: want HTTP/1.1");
        }
        admission.accept(http.headers());
        return Request.of(http.method().name(), http.uri(), form(http));
    }

    private static String form(FullHttpRequest http) {
        String type = http.headers().get(HttpHeaderNames.CONTENT_TYPE, FORM);
        boolean isForm = type.isBlank() || type.toLowerCase(Locale.ROOT).startsWith(FORM);
        if (!isForm && http.content().isReadable()) {
            throw new RefusalException(
                    Response.UNSUPPORTED_MEDIA_TYPE, "the body is " + type + ": want " + FORM);
        }
        return http.content().toString(StandardCharsets.UTF_8);
    }

    private static Response failed(Request request, Throwable failure) {
        if (failure instanceof CancellationException) {
            return Response.refusal(Response.SERVICE_UNAVAILABLE, "nobody waits for it any more");
        }
        LOG.log(Level.ERROR, request.method() + " " + request.path() + " failed", failure);
        return Response.refusal(Response.INTERNAL_SERVER_ERROR, "internal error; see the log");
    }

    private void write(
            ChannelHandlerContext context, Response response, boolean head, boolean keepAlive) {
        rearm(context);
        ByteBuf body = Unpooled.copiedBuffer(response.body(), StandardCharsets.UTF_8);
        int length = body.readableBytes();
        if (head) {
            body.clear();
        }
        FullHttpResponse http =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
        http.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        http.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        HttpUtil.setKeepAlive(http, keepAlive);
        var written = context.writeAndFlush(http);
        if (keepAlive) {
            written.addListener(_ -> awaitNext(context));
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
