package weave.tools.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Sets up each client's pipeline and keeps count. When there are too many, the one that has kept
 * its own request back for longest makes room: whoever holds connections open keeps nobody out. On
 * the loop only, except {@link #close}.
 */
final class Clients extends ChannelInitializer<Channel> {
    private static final Logger LOG = System.getLogger("weave.http");

    /** More than an operator's scripts and a monitoring system open at a time. */
    static final int CLIENTS_MAX = 128;

    private static final int REQUEST_LINE_LENGTH_MAX = 4_096;
    private static final int HEADERS_LENGTH_MAX = 16_384;
    private static final int CHUNK_LENGTH_MAX = 8_192;

    /** A thousand peers of 60 characters each, in a form. */
    private static final int BODY_LENGTH_MAX = 65_536;

    private final Map<Channel, RequestHandler> open = new ConcurrentHashMap<>();
    private final Set<Channel> turnedAway = ConcurrentHashMap.newKeySet();
    private final Routes routes;
    private final Consumer<HttpHeaders> admission;
    private final long deadlineNanos;
    private boolean isFull;

    Clients(Routes routes, Consumer<HttpHeaders> admission, long deadlineNanos) {
        this.routes = routes;
        this.admission = admission;
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    protected void initChannel(Channel client) {
        if (open.size() >= CLIENTS_MAX && !madeRoom()) {
            turnAway(client);
            return;
        }
        isFull = false;
        RequestHandler handler = new RequestHandler(routes, admission, deadlineNanos);
        open.put(client, handler);
        client.closeFuture().addListener(_ -> open.remove(client));
        client.pipeline()
                .addLast(
                        new HttpServerCodec(
                                REQUEST_LINE_LENGTH_MAX, HEADERS_LENGTH_MAX, CHUNK_LENGTH_MAX))
                .addLast(new WholeRequests(BODY_LENGTH_MAX))
                // One at a time: the next is looked at when the client has taken its answer.
                .addLast(new FlowControlHandler())
                .addLast(handler);
    }

    /** Whether a client was let go; none is while it is us it waits for. */
    private boolean madeRoom() {
        Optional<Map.Entry<Channel, RequestHandler>> slowest =
                open.entrySet().stream()
                        .filter(client -> client.getValue().isWaitedFor())
                        .min(Comparator.comparingLong(client -> client.getValue().sinceNanos()));
        slowest.ifPresent(client -> {
            open.remove(client.getKey());
            client.getKey().close();
        });
        return slowest.isPresent();
    }

    /** Said in the log once, until there is room again. */
    private void turnAway(Channel client) {
        if (!isFull) {
            isFull = true;
            LOG.log(
                    Level.WARNING,
                    CLIENTS_MAX + " clients wait for answers: further ones are turned away");
        }
        if (turnedAway.size() >= CLIENTS_MAX) {
            client.close();
            return;
        }
        turnedAway.add(client);
        client.closeFuture().addListener(_ -> turnedAway.remove(client));
        client.pipeline().addLast(new Refusal());
    }

    void close() {
        turnedAway.forEach(Channel::close);
        open.keySet().forEach(Channel::close);
    }
}
