package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.InKernelLab;
import weave.testkit.NetworkNamespace;

/** What the kernel lab is for: each of these the kernel of an ordinary machine may lack. */
@InKernelLab
class KernelLabIT {
    private static final int PINGS = 100;
    // Through 5 % of loss both ways, of 100 echo requests 40 are lost less than once in 10^12 runs.
    private static final int ANSWERED_MIN = 60;
    private static final Pattern RECEIVED = Pattern.compile("(\\d+) received");
    private static final String DAMAGE = "netem delay 3ms 2ms loss 5% reorder 25% 50%";

    @RegisterExtension final Lab lab = Lab.sleeve();

    @Test
    void shouldMakeADatapathWithAVxlanPort() {
        NetworkNamespace host = lab.namespace("ovs");
        host.run("ovs-dpctl", "add-dp", "lab").orFail();
        host.run("ovs-dpctl", "add-if", "lab", "wire,type=vxlan,remote_ip=flow,dst_port=6784")
                .orFail();
        String shown = host.run("ovs-dpctl", "show", "lab").orFail();
        assertTrue(shown.contains("vxlan: dst_port=6784"), shown);
        host.run("ovs-dpctl", "del-dp", "lab").orFail();
    }

    @Test
    void shouldProtectByEspWhatTwoHostsSend() {
        NetworkNamespace left = lab.namespace("left");
        NetworkNamespace right = lab.namespace("right");
        NetworkNamespace.join(left, "eth0", right, "eth0");
        left.ip("addr add 192.0.2.1/24 dev eth0");
        right.ip("addr add 192.0.2.2/24 dev eth0");
        for (NetworkNamespace host : new NetworkNamespace[] {left, right}) {
            protect(host, host == left, "192.0.2.1", "192.0.2.2", "0x100");
            protect(host, host == right, "192.0.2.2", "192.0.2.1", "0x101");
        }
        left.run("ping", "-n", "-c", "3", "-W", "5", "192.0.2.2").orFail();
        // What one sealed the other opened: three requests, and no packet in clear.
        String states = right.run("ip", "-s", "xfrm", "state", "list", "spi", "0x100").orFail();
        assertTrue(Pattern.compile("\\b3\\(packets\\)").matcher(states).find(), states);
    }

    /** One direction of a transport mode association, and the policy that demands it. */
    private static void protect(
            NetworkNamespace host, boolean sends, String from, String to, String spi) {
        host.ip(
                "xfrm state add src %s dst %s proto esp spi %s mode transport aead"
                                .formatted(from, to, spi)
                        + " rfc4106(gcm(aes)) 0x0102030405060708090a0b0c0d0e0f1011121314 128");
        host.ip(
                "xfrm policy add src %s dst %s dir %s tmpl proto esp mode transport"
                        .formatted(from, to, sends ? "out" : "in"));
    }

    @Test
    void shouldCarryWhatADamagedCableLeaves() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        assertEquals(PINGS, answered(left, right));

        damage(one);
        damage(two);
        assertTrue(answered(left, right) >= ANSWERED_MIN);
        assertTrue(one.connectedTo(two) && two.connectedTo(one));
        String damage = one.namespace().run("tc", "-s", "qdisc", "show", "dev", "eth0").orFail();
        assertTrue(damage.contains("netem") && !damage.contains("dropped 0"), damage);
    }

    private static void damage(Host host) {
        host.namespace().run(("tc qdisc add dev eth0 root " + DAMAGE).split(" ")).orFail();
    }

    private static int answered(Container from, Container to) {
        String said =
                from.namespace()
                        .run("ping", "-q", "-c", "" + PINGS, "-i", "0.05", "-W", "2", to.ip())
                        .stdout();
        Matcher received = RECEIVED.matcher(said);
        assertTrue(received.find(), said);
        return Integer.parseInt(received.group(1));
    }
}
