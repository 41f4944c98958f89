package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** An underlay that does not carry the containers' full packets in VXLAN. */
@Privileged
class FastMtuIT {
    private static final int UNDERLAY = 1400;
    private static final int ADVISED = 1316;
    private static final long TRANSFER_BYTES = 5_000_000;

    @RegisterExtension final Lab lab = Lab.vxlan();

    @Test
    void shouldSayWhichMtuFitsAndUseTheFastDatapathWithIt() throws Exception {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.network(UNDERLAY, one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        String said =
                "fastdp is not established yet, and the path carries packets of 1400 bytes, not of"
                        + " 1426: --mtu=1316 on every host";
        for (Host host : java.util.List.of(one, two)) {
            Await.until(
                    () -> "the MTU that fits: " + host.get("/status/connections"),
                    Host.SOON,
                    () -> host.get("/status/connections").contains(said));
        }
        String check = one.weave("check").stdout();
        assertEquals(2, check.split("weaved --mtu=1316 on every host", -1).length - 1, check);
        one.terminate();
        two.terminate();
        one.start("--mtu=" + ADVISED);
        two.start("--mtu=" + ADVISED, "--peers=" + one.address());
        one.awaitCarriedBy("fastdp", two);
        for (Host host : java.util.List.of(one, two)) {
            assertTrue(host.get("/status/connections").contains("mtu=1316"));
            assertTrue(host.namespace().ip("link show weave").contains("mtu 1316 "));
        }
        Container late = lab.container(one, ADVISED);
        Container other = lab.container(two, ADVISED);
        late.awaitReaches(other, Host.SOON);
        Traffic.tcpBothWays(late, other, TRANSFER_BYTES);
        one.awaitCarriedBy("fastdp", two);
        assertTrue(!one.weave("check").stdout().contains("--mtu="));
    }
}
