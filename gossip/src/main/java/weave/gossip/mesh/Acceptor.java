package weave.gossip.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import weave.gossip.channel.TokenBucket;

/**
 * Takes connections from strangers, with measure: so many in a row, then one per interval; and only
 * so many that have not introduced themselves. One more of those costs the oldest its place, so
 * that silent ones cannot keep others out.
 */
final class Acceptor {
    static final int BURST = 20;
    static final int STRANGERS_MAX = 128;

    private final LinkedHashSet<MeshConnection> strangers = new LinkedHashSet<>();
    private final ControlLoop loop;
    private final TokenBucket bucket;
    private final Consumer<Wire> onAccepted;
    private Transport.Listener listener;
    private Cancellable next = () -> {};

    Acceptor(MeshTimes times, ControlLoop loop, Consumer<Wire> onAccepted) {
        this.loop = loop;
        this.bucket = new TokenBucket(BURST, times.acceptInterval(), loop.nanoTime());
        this.onAccepted = onAccepted;
    }

    /** Opens the port; may block. */
    InetSocketAddress open(Transport transport, InetAddress host, int port) throws IOException {
        InetAddress any = InetAddress.getByAddress(new byte[4]);
        listener =
                transport.listen(
                        new InetSocketAddress(host == null ? any : host, port), this::accepted);
        return listener.localAddress();
    }

    /** Begins to accept; on the loop. */
    void start() {
        acceptNext();
    }

    void stop() {
        next.cancel();
        if (listener != null) {
            listener.close();
        }
    }

    /** A stranger begins its introduction. */
    void watch(MeshConnection stranger) {
        if (strangers.size() >= STRANGERS_MAX) {
            strangers.getFirst().close("too many connections without introduction");
        }
        strangers.add(stranger);
    }

    /** It is none any more. */
    void unwatch(MeshConnection stranger) {
        strangers.remove(stranger);
    }

    Set<MeshConnection> strangers() {
        return Set.copyOf(strangers);
    }

    private void accepted(Wire wire) {
        acceptNext();
        onAccepted.accept(wire);
    }

    private void acceptNext() {
        long wait = bucket.take(loop.nanoTime());
        if (wait == 0) {
            listener.acceptOne();
        } else {
            next = loop.schedule(wait, listener::acceptOne);
        }
    }
}
