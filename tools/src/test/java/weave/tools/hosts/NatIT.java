package weave.tools.hosts;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** A host behind a translator of addresses and ports, as at home or in a cloud. */
@Privileged
class NatIT {
    private static final long TRANSFER_BYTES = 20_000_000;
    // Established connections send a heartbeat every ten seconds.
    private static final Duration HEARTBEATS = Duration.ofSeconds(40);

    @RegisterExtension final Lab lab = Lab.sleeve();

    @Test
    void shouldFollowAChangingUdpPort() throws Exception {
        Host inside = lab.host("inside");
        Host outside = lab.host("outside");
        NetworkNamespace router = lab.namespace("nat");
        inside.plug(router, "lan", "10.98.0.2", Lab.ETHERNET_MTU);
        outside.plug(router, "wan", "10.97.0.2", Lab.ETHERNET_MTU);
        router.ip("addr add 10.98.0.1/24 dev lan");
        router.ip("addr add 10.97.0.1/24 dev wan");
        router.run("sysctl", "-qw", "net.ipv4.ip_forward=1").orFail();
        inside.namespace().ip("route add default via 10.98.0.1");
        translate(router, "-A", "20000-20999");

        outside.start();
        inside.start("--peers=" + outside.address());
        inside.awaitConnectedTo(outside);
        Container left = lab.container(inside);
        Container right = lab.container(outside);
        left.awaitReaches(right, Host.SOON);
        right.awaitReaches(left, Host.SOON);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);

        for (String ports : List.of("30000-30999", "40000-40999")) {
            translate(router, "-R", ports);
            router.run("conntrack", "-D", "-p", "udp").orFail();
            right.awaitReaches(left, HEARTBEATS);
            left.awaitReaches(right, HEARTBEATS);
            Traffic.tcpBothWays(right, left, TRANSFER_BYTES);
            inside.awaitConnectedTo(outside);
        }
    }

    /** Has UDP leave the router from one of these ports; {@code -R} replaces the rule before. */
    private static void translate(NetworkNamespace router, String how, String ports) {
        String place = how.equals("-R") ? " POSTROUTING 1" : " POSTROUTING";
        router.run(
                        ("iptables -t nat "
                                        + how
                                        + place
                                        + " -o wan -p udp -j MASQUERADE --to-ports "
                                        + ports)
                                .split(" "))
                .orFail();
        if (how.equals("-A")) {
            router.run("iptables -t nat -A POSTROUTING -o wan -p tcp -j MASQUERADE".split(" "))
                    .orFail();
        }
    }
}
