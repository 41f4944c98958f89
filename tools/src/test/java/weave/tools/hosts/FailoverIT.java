package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Alone;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** A path of the kernel's that breaks while a TCP stream uses it, and is mended. */
@Alone
@Privileged
class FailoverIT {
    /** What is promised is a second; this machine may be busy with other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension final Lab lab = Lab.vxlan();

    private Host one;
    private Host two;
    private final AtomicLong arrived = new AtomicLong();
    private volatile boolean stopped;

    @Test
    void shouldGoOnBySleeveAndReturnWhenThePathBreaks() throws Exception {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        one.awaitCarriedBy("fastdp", two);
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        try (ServerSocketChannel server = right.call(ServerSocketChannel::open)) {
            server.bind(new InetSocketAddress(right.ip(), 0));
            try (SocketChannel from =
                            left.call(() -> SocketChannel.open(server.getLocalAddress()));
                    SocketChannel to = server.accept()) {
                FutureTask<Void> sending = inBackground(() -> send(from));
                FutureTask<Void> receiving = inBackground(() -> receive(to));
                breakAndMend(
                        "iptables -I INPUT -p udp --dport 6784 -j DROP",
                        "iptables -D INPUT -p udp --dport 6784 -j DROP");
                // In one direction only: the other end learns of it over TCP.
                breakAndMend(
                        "iptables -I OUTPUT -p udp --dport 6784 -j DROP",
                        "iptables -D OUTPUT -p udp --dport 6784 -j DROP");
                breakAndMend("ip link set vxlan-6784 down", "ip link set vxlan-6784 up");
                stopped = true;
                sending.get();
                from.shutdownOutput();
                receiving.get();
            }
        }
    }

    private void breakAndMend(String breaking, String mending) {
        awaitProgress("before");
        two.namespace().run(breaking.split(" ")).orFail();
        long began = System.nanoTime();
        awaitProgress("while broken by " + breaking);
        System.out.printf(
                "%s: 16 MB after %d ms%n", breaking, (System.nanoTime() - began) / 1_000_000);
        one.awaitCarriedBy("sleeve", two);
        awaitProgress("by sleeve");
        two.namespace().run(mending.split(" ")).orFail();
        one.awaitCarriedBy("fastdp", two);
        awaitProgress("after");
    }

    /** 16 MB more, of what is not yet on its way. */
    private void awaitProgress(String when) {
        long wanted = arrived.get() + 16_000_000;
        Await.until("the stream goes on " + when, PATIENCE, () -> arrived.get() >= wanted);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static FutureTask<Void> inBackground(Work work) {
        FutureTask<Void> task =
                new FutureTask<>(() -> {
                    work.run();
                    return null;
                });
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private void send(SocketChannel channel) throws Exception {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        while (!stopped) {
            chunk.clear();
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
    }

    private void receive(SocketChannel channel) throws Exception {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        int length = channel.read(chunk.clear());
        while (length >= 0) {
            arrived.addAndGet(length);
            length = channel.read(chunk.clear());
        }
        assertTrue(stopped, "the stream has ended");
    }
}
