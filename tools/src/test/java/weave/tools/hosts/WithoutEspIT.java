package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** The fast datapath of two hosts with a password, on a kernel that lacks ESP. */
@Privileged
class WithoutEspIT {
    private static final String PASSWORD = "--password=unbreakable";

    @RegisterExtension final Lab lab = new Lab();

    @Test
    void shouldGoBySleeveAndSayWhy() {
        Host one = lab.host("one");
        Host two = lab.host("two");
        assumeFalse(hasEsp(one.namespace()), "this kernel has ESP");
        lab.cable(one, two);
        one.start(PASSWORD, "--datapath=vxlan");
        two.start(PASSWORD, "--datapath=vxlan", "--peers=" + one.address());

        one.awaitConnectedTo(two);

        one.awaitConnection("established", "sleeve.*encrypted=true", Host.SOON);
        one.awaitConnection("established", "fastdp is dead: this kernel has no ", Host.SOON);
        one.awaitLog("Encryption of fastdp: this kernel has no ", Host.SOON);
        String rules = one.namespace().run("iptables-save").orFail();
        assertFalse(rules.contains("IPSEC"), rules);
    }

    private static boolean hasEsp(NetworkNamespace namespace) {
        String addresses = "src 192.0.2.1 dst 192.0.2.2 proto esp spi 0x100";
        String key = "0x0102030405060708090a0b0c0d0e0f1011121314";
        String add = "ip xfrm state add " + addresses + " mode transport aead rfc4106(gcm(aes)) ";
        return namespace.run((add + key + " 128").split(" ")).exit() == 0;
    }
}
