package weave.gossip.dns.server;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks the servers upstream, one after the other until one answers. What is under way is bounded,
 * altogether and for each client. On the server's thread.
 */
final class Upstream {
    static final int QUERIES_MAX = 512;
    static final int QUERIES_PER_CLIENT_MAX = 128;

    private final EventLoop loop;
    private final UpstreamServers servers;
    private final long timeoutNanos;
    private final Shares underWay = new Shares(QUERIES_MAX, QUERIES_PER_CLIENT_MAX);
    private final SecureRandom random = new SecureRandom();

    /**
     * @param timeoutNanos for each server
     */
    Upstream(EventLoop loop, UpstreamServers servers, long timeoutNanos) {
        this.loop = loop;
        this.servers = servers;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Asks the same as a client.
     *
     * @param query any id will do; taken over
     * @param questionEnd where its first question ends
     * @param datagram whether by UDP
     * @param answer called once, later or at once, with an answer that has another id, or with
     *     {@code null} if there is none
     */
    void ask(
            byte[] query,
            int questionEnd,
            boolean datagram,
            InetAddress client,
            Consumer<byte[]> answer) {
        if (!underWay.take(client)) {
            answer.accept(null);
            return;
        }
        Consumer<byte[]> done =
                found -> {
                    underWay.giveBack(client);
                    answer.accept(found);
                };
        if (servers.isStale(System.nanoTime())) {
            Thread.ofVirtual()
                    .name("dns-servers")
                    .start(() -> {
                        servers.look();
                        loop.execute(() -> begin(query, questionEnd, datagram, done));
                    });
        } else {
            begin(query, questionEnd, datagram, done);
        }
    }

    private void begin(byte[] query, int questionEnd, boolean datagram, Consumer<byte[]> answer) {
        List<InetSocketAddress> all = servers.current();
        // Whoever wants to forge an answer has to guess it, and our port.
        int id = random.nextInt(1 << Short.SIZE);
        query[0] = (byte) (id >>> 8);
        query[1] = (byte) id;
        new Exchange(loop, all, query, questionEnd, datagram, timeoutNanos, answer).begin();
    }
}
