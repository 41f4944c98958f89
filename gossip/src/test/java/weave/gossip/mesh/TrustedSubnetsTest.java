package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustedSubnetsTest {
    @Test
    void shouldContainWhatTheCidrsCover() {
        TrustedSubnets subnets =
                TrustedSubnets.parse(List.of("10.1.2.3/12", " 192.168.1.1/32 ", "", "fd00::/8"));
        assertEquals(
                List.of("10.0.0.0/12", "192.168.1.1/32", "fd00:0:0:0:0:0:0:0/8"), subnets.texts());
        assertTrue(subnets.contains(InetAddress.ofLiteral("10.15.255.255")));
        assertFalse(subnets.contains(InetAddress.ofLiteral("10.16.0.0")));
        assertTrue(subnets.contains(InetAddress.ofLiteral("192.168.1.1")));
        assertFalse(subnets.contains(InetAddress.ofLiteral("192.168.1.2")));
        assertTrue(subnets.contains(InetAddress.ofLiteral("fdab::1")));
        assertFalse(subnets.contains(InetAddress.ofLiteral("fe80::1")));
        TrustedSubnets all = TrustedSubnets.parse(List.of("0.0.0.0/0"));
        assertTrue(all.contains(InetAddress.ofLiteral("255.0.0.1")));
        assertFalse(all.contains(InetAddress.ofLiteral("::1")));
    }

    @Test
    void shouldNameTheSubnetThatIsNone() {
        for (String text :
                List.of("10.0.0.0", "10.0.0.0/33", "10.0.0/8", "host/8", "/8", "::/129")) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> TrustedSubnets.parse(List.of(text)));
            assertTrue(e.getMessage().contains("\"" + text + "\""), e.getMessage());
        }
    }
}
