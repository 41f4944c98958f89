package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Somebody filters frames on the bridge while containers talk past it. */
@Privileged
class BridgeFiltersIT extends FilteredHosts {
    private static final int SIZE = 100;
    private static final int ATTEMPTS = 2;
    private static final int PINGS_MORE = 50;

    @Override
    void start() {
        super.start();
        awaitPast(two);
    }

    private static String way(Host host) {
        return host.get("/status/dataplane")
                .lines()
                .filter(line -> line.contains("Containers:"))
                .findFirst()
                .orElse("");
    }

    private void awaitPast(Host host) {
        Await.until(
                () -> "frames pass the bridge by: " + way(host),
                Host.SOON,
                () -> way(host).contains("past the bridge: nobody filters there"));
        Await.until("the program is there", Host.SOON, () -> hasProgram(host));
    }

    private void awaitOver(Host host, String reason) {
        Await.until(
                () -> "frames pass the bridge: " + way(host),
                Host.SOON,
                () -> way(host).contains("over the bridge: ") && way(host).contains(reason));
        Await.until("the program is gone", Host.SOON, () -> !hasProgram(host));
    }

    /** Whether frames from the host's container are taken before the bridge has them. */
    private boolean hasProgram(Host host) {
        String port =
                host.namespace()
                        .ip("-o link show master weave")
                        .replaceAll("(?s).*?(vethbox\\d+).*", "$1");
        return host.namespace()
                .run("tc", "filter", "show", "dev", port, "ingress")
                .orFail()
                .contains("weave on weave");
    }

    /** Whether datagrams to right's port of {@link Traffic#udpEcho} come to it, and back. */
    private boolean passes() {
        try {
            Traffic.udpEcho(left, right, SIZE, ATTEMPTS);
            return true;
        } catch (LostFrames lost) {
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void awaitPasses(String when) {
        Await.until("datagrams pass " + when, Host.SOON, this::passes);
    }

    private void assertCuts(String made, String removed, String reason) {
        awaitPasses("before " + made);
        onTwo(made);
        awaitOver(two, reason);
        assertFalse(passes(), made + " is obeyed");
        left.awaitReaches(right, Host.SOON);
        onTwo(removed);
        awaitPast(two);
        awaitPasses("after " + removed);
    }

    @Test
    void shouldObeyRulesOnTheBridgeAndLoseNothingElse() throws Exception {
        start();
        Lossless.run(
                lab,
                () -> {
                    try (Pings pings = Pings.between(left, right, "0.02")) {
                        pings.awaitFirst(PINGS_MORE);
                        assertObeysEveryTable();
                        pings.awaitAllAnd(PINGS_MORE);
                    }
                });
        one.awaitCarriedBy("fastdp", two);
    }

    private void assertObeysEveryTable() {
        assertCuts(
                "ebtables-nft -A FORWARD -p IPv4 --ip-proto udp --ip-dport 7000 -j DROP",
                "ebtables-nft -F FORWARD",
                "table bridge filter");
        assertCuts(
                "iptables-nft -t raw -A PREROUTING -p udp --dport 7000 -j DROP",
                "iptables-nft -t raw -F PREROUTING",
                "bridge-nf-call-iptables is on");
        assertCuts(
                "iptables-legacy -w -t mangle -A FORWARD -p udp --dport 7000 -j DROP",
                "iptables-legacy -w -t mangle -F FORWARD",
                "(iptables-legacy)");
    }

    @Test
    void shouldBeginOnTheBridgeWhenSomebodyFilters() {
        start();
        two.terminate();
        onTwo("iptables-nft -t raw -A PREROUTING -p udp --dport 7000 -j DROP");
        two.start("--peers=" + one.address());
        one.awaitCarriedBy("fastdp", two);
        awaitOver(two, "chain PREROUTING of table ip raw has rules");
        left.awaitReaches(right, Host.SOON);
        assertFalse(passes(), "the rule is obeyed");
        onTwo("sysctl -q -w net.bridge.bridge-nf-call-iptables=0");
        awaitPast(two);
        awaitPasses("nobody filters");
        two.terminate();
        two.start("--no-bypass", "--peers=" + one.address());
        awaitOver(two, "--no-bypass");
        left.awaitReaches(right, Host.SOON);
    }
}
