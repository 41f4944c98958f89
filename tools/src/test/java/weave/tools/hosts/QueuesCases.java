package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/**
 * Three hosts on one network whose dataplanes have several queues, two containers on each. Names
 * and number of queues are such that the connections of a host belong to different ones.
 */
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QueuesCases {
    private static final long TRANSFER_BYTES = 30_000_000;
    private static final int UDP_ATTEMPTS = 40;
    private static final int STREAMS = 8;
    private static final int PINGS = 20;
    private static final int ATTEMPTS_MAX = 3;

    @RegisterExtension final Lab lab = Lab.sleeve();

    private final List<Host> hosts = new ArrayList<>();
    private final List<Container> containers = new ArrayList<>();

    /** What every daemon is started with. */
    abstract List<String> flags();

    /** How many threads that move frames each daemon has then. */
    abstract int threads();

    @BeforeAll
    void startHosts() {
        for (String nickname : List.of("one", "two", "three")) {
            hosts.add(lab.host(nickname));
        }
        lab.network(Lab.ETHERNET_MTU, hosts.toArray(Host[]::new));
        for (Host host : hosts) {
            start(host);
        }
        awaitConnected();
        for (int i = 0; i < 2 * hosts.size(); i++) {
            containers.add(lab.container(hosts.get(i % hosts.size())));
        }
        awaitAllReachable();
    }

    private void start(Host host) {
        List<String> all = new ArrayList<>(flags());
        if (host != hosts.getFirst()) {
            all.add("--peers=" + hosts.getFirst().address());
        }
        host.start(all.toArray(String[]::new));
    }

    private void awaitConnected() {
        hosts.get(0).awaitConnectedTo(hosts.get(1), hosts.get(2));
        hosts.get(1).awaitConnectedTo(hosts.get(2));
    }

    private void awaitAllReachable() {
        for (Container from : containers) {
            for (Container to : containers) {
                if (from != to) {
                    from.awaitReaches(to, Host.SOON);
                }
            }
        }
    }

    @Test
    void shouldRunAThreadForEveryAgent() {
        String names =
                hosts.getFirst()
                        .namespace()
                        .run("sh", "-c", "cat /proc/" + hosts.getFirst().pid() + "/task/*/comm")
                        .orFail();
        long moving =
                names.lines().filter(name -> name.matches("weave-(data|egre|ingr).*")).count();
        assertEquals(threads(), moving, names);
    }

    @Test
    void shouldAnswerEveryPing() throws Exception {
        for (Container to : containers.subList(1, 3)) {
            Lossless.run(
                    lab,
                    () -> {
                        try (Pings pings = Pings.between(containers.getFirst(), to, "0.05")) {
                            pings.awaitFirst(PINGS);
                        }
                    });
        }
    }

    @Test
    void shouldCarryTcpBetweenAllAtOnce() throws Exception {
        List<FutureTask<Void>> transfers = new ArrayList<>();
        for (int i = 0; i < containers.size(); i++) {
            Container from = containers.get(i);
            Container to = containers.get((i + 1) % containers.size());
            transfers.add(
                    new FutureTask<>(() -> {
                        Traffic.tcpBothWays(from, to, TRANSFER_BYTES);
                        return null;
                    }));
        }
        transfers.forEach(transfer -> Thread.ofPlatform().start(transfer));
        for (FutureTask<Void> transfer : transfers) {
            transfer.get();
        }
    }

    @Test
    void shouldCarryUdpOfAnySizeThroughAnyQueue() throws Exception {
        long lost = 1;
        for (int attempt = 0; attempt < ATTEMPTS_MAX && lost > 0; attempt++) {
            awaitConnected();
            List<String> connections = connections();
            long before = lost();
            sendThroughAnyQueue();
            lost = lost() - before;
            // Between two connections of a neighbour there is none for what it sends.
            assertTrue(
                    lost == 0 || !connections().equals(connections),
                    lost + " lost on " + connections);
        }
        assertEquals(0, lost);
        assertTrue(
                counter(hosts.getFirst(), "FramesHandedOver") > 0, hosts.getFirst().get("/report"));
    }

    private void sendThroughAnyQueue() throws Exception {
        Container from = containers.getFirst();
        // Every flow has a port of its own, and the kernel spreads flows over the TAP's queues.
        for (int stream = 0; stream < STREAMS; stream++) {
            for (int size : new int[] {1, 1_400, 9_000, 65_000}) {
                Traffic.udpEcho(from, containers.get(1 + stream % 2), size, UDP_ATTEMPTS);
            }
        }
    }

    /** Both ends of each, with the port that is another for every connection. */
    private List<String> connections() {
        return hosts.stream()
                .flatMap(host -> host.connections().stream())
                .map(line -> line.direction() + " " + line.address() + " " + line.state())
                .sorted()
                .toList();
    }

    /** What was dropped because it came to a queue that has no connection for it, or was full. */
    private long lost() {
        long lost = 0;
        for (Host host : hosts) {
            lost += counter(host, "HandOverOverflow");
            lost += counter(host, "ReceiveNoConnection");
            lost += counter(host, "SendNoConnection");
        }
        return lost;
    }

    @Test
    void shouldCarryBroadcastAndMulticastToAll() throws Exception {
        Container[] others = containers.subList(1, 6).toArray(Container[]::new);
        for (Container to : others) {
            Traffic.arp(containers.getFirst(), to);
        }
        Traffic.multicast(containers.getFirst(), others);
    }

    @Test
    void shouldFollowAContainerThatMovesFromHostToHost() {
        Container still = containers.getFirst();
        Container moving = lab.container(hosts.get(1));
        String ip = moving.ip();
        still.awaitReaches(moving, Host.SOON);
        String mac = moving.namespace().ip("-o link show eth0");
        mac = mac.replaceAll("(?s).*link/ether (\\S+).*", "$1");
        for (int host : new int[] {2, 1, 0, 2}) {
            moving.namespace().ip("link set eth0 down");
            moving = lab.container(hosts.get(host));
            moving.namespace().ip("link set eth0 down");
            moving.namespace().ip("link set eth0 address " + mac);
            moving.namespace().ip("addr add " + ip + "/12 dev eth0");
            moving.namespace().ip("link set eth0 up");
            // It speaks first, as a container does that has just come up.
            moving.awaitReaches(still, Host.SOON);
            for (Container other : containers) {
                Await.until(
                        other.ip() + " finds it on host " + host,
                        Host.SOON,
                        () -> other.namespace().run("ping", "-n", "-c1", "-W1", ip).exit() == 0);
            }
        }
    }

    @Test
    void shouldGoOnWhenADaemonComesBack() throws Exception {
        Host back = hosts.get(2);
        back.kill();
        start(back);
        awaitConnected();
        awaitAllReachable();
        Traffic.tcpBothWays(containers.get(2), containers.get(1), TRANSFER_BYTES);
    }

    private static long counter(Host host, String name) {
        Matcher found = Pattern.compile("\"" + name + "\": *(\\d+)").matcher(host.get("/report"));
        assertTrue(found.find(), name);
        return Long.parseLong(found.group(1));
    }
}
