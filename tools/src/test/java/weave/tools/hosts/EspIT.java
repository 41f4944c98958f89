package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.InKernelLab;
import weave.testkit.NetworkNamespace;

/** The fast datapath of two hosts with a password, on a kernel with ESP. */
@InKernelLab
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EspIT {
    private static final String PASSWORD = "--password=unbreakable";
    private static final String FASTDP = "fastdp";

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container left;
    private Container right;

    @BeforeAll
    void connect() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start(PASSWORD, "--datapath=vxlan");
        two.start(PASSWORD, "--datapath=vxlan", "--peers=" + one.address());
        awaitFastdp();
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    @Test
    void shouldCarryFramesInEspAndNoneInClear() {
        String capture = one.folder().resolve("capture.pcap").toString();
        Process tcpdump =
                one.namespace()
                        .start(
                                Path.of(capture + ".log"),
                                "tcpdump",
                                "-i",
                                "eth0",
                                "-U",
                                "-w",
                                capture,
                                "esp or udp port 6784");
        Await.until(
                "there is something to see", Host.SOON, () -> seen(capture, "esp").contains("ESP"));

        left.namespace().run("ping", "-n", "-c", "5", "-i", "0.2", right.ip()).orFail();
        tcpdump.destroy();

        assertEquals("", seen(capture, "udp port 6784"), "VXLAN in clear");
        assertTrue(seen(capture, "esp").lines().count() > 10, seen(capture, "esp"));
        assertKernelState(one, two);
        assertKernelState(two, one);
        assertFalse(String.join("\n", one.log()).contains("unbreakable"));
    }

    private static void assertKernelState(Host host, Host other) {
        String states = run(host, "ip", "xfrm", "state");
        assertEquals(2, states.split("proto esp spi", -1).length - 1, states);
        assertTrue(states.contains("mode transport"), states);
        assertTrue(states.contains("aead rfc4106(gcm(aes)) 0x"), states);
        assertTrue(states.contains("replay_window 256"), states);
        assertTrue(states.contains("flag esn"), states);
        String policies = run(host, "ip", "xfrm", "policy");
        assertTrue(
                policies.contains(
                        "src " + host.address() + "/32 dst " + other.address() + "/32 proto udp"),
                policies);
        assertTrue(policies.contains("mark 0x20000/0x20000"), policies);
        String mangle = run(host, "iptables-save", "-t", "mangle");
        assertTrue(mangle.contains("-A WEAVE-IPSEC-OUT -s " + host.address()), mangle);
        assertTrue(mangle.contains("-m esp --espspi "), mangle);
        String filter = run(host, "iptables-save", "-t", "filter");
        assertTrue(
                filter.contains(
                        "-A OUTPUT ! -p esp -m policy --dir out --pol none -m mark --mark"
                                + " 0x20000/0x20000 -j DROP"),
                filter);
    }

    private void awaitFastdp() {
        one.awaitConnection("established", FASTDP + ".*encrypted=true", Host.SOON);
        two.awaitConnection("established", FASTDP + ".*encrypted=true", Host.SOON);
    }

    private String seen(String capture, String filter) {
        NetworkNamespace.Result read = one.namespace().run("tcpdump", "-n", "-r", capture, filter);
        return read.stdout();
    }

    private static String run(Host host, String... command) {
        return host.namespace().run(command).orFail();
    }
}
