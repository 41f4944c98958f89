package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Somebody filters what the host sends while VXLAN leaves past its packet filter. */
@Privileged
class OutputFiltersIT extends FilteredHosts {
    private static final String DIRECT = "from containers straight to ";
    private static final String VXLAN = "OUTPUT -p udp -d %s --dport 6784 -j ACCEPT";
    private static final int DATAGRAMS = 100;
    private static final long BYTES = 20_000_000;

    @Override
    void start() {
        super.start();
        awaitDirect(two, true);
    }

    private static void awaitDirect(Host host, boolean isDirect) {
        Await.until(
                () -> "it goes directly: " + host.get("/status/dataplane"),
                Host.SOON,
                () -> host.get("/status/dataplane").contains(DIRECT) == isDirect);
    }

    /** How many packets the first rule of OUTPUT has seen. */
    private long seen() {
        String listed = two.namespace().run("iptables", "-nvxL", "OUTPUT", "1").orFail().strip();
        return Long.parseLong(listed.split("\\s+")[0]);
    }

    @Test
    void shouldLeaveThroughThePacketFilterAsLongAsItHasRules() throws Exception {
        start();
        Traffic.tcpBothWays(left, right, BYTES);

        String rule = VXLAN.formatted(one.address());
        onTwo("iptables -A " + rule);
        awaitDirect(two, false);
        String status = two.get("/status/dataplane");
        assertTrue(status.contains("Sending: through this host's IP: chain OUTPUT of "), status);
        long before = seen();
        onRight("ping -q -f -c " + DATAGRAMS + " " + left.ip());
        assertTrue(seen() - before >= DATAGRAMS, "the rule sees what leaves");
        Traffic.tcpBothWays(left, right, BYTES);

        onTwo("iptables -D " + rule);
        awaitDirect(two, true);
        Traffic.tcpBothWays(left, right, BYTES);
        one.awaitCarriedBy("fastdp", two);
    }

    @Test
    void shouldDropWhatARuleDropsAndGoOnBySleeve() {
        start();
        onTwo("iptables -A OUTPUT -p udp --dport 6784 -j DROP");
        two.awaitCarriedBy("sleeve", one);
        left.awaitReaches(right, Host.SOON);
        onTwo("iptables -D OUTPUT -p udp --dport 6784 -j DROP");
        two.awaitCarriedBy("fastdp", one);
        left.awaitReaches(right, Host.SOON);
    }

    private void onRight(String command) {
        right.namespace().run(command.split(" ")).orFail();
    }
}
