package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.LinuxException;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

@Privileged
@Timeout(60)
class AddressesTest {
    @Test
    void shouldAddListAndDeleteWhenAsked() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("addresses");
                Links links = host.call(Links::new);
                Addresses addresses = host.call(Addresses::new)) {
            Link link = links.createVethPair("ve0", "ve1", 1376);
            InetAddress ipv4 = InetAddress.ofLiteral("10.32.0.1");
            InetAddress ipv6 = InetAddress.ofLiteral("fd00::1");

            addresses.add(link, ipv4, 12);
            addresses.add(link, ipv6, 64);

            assertEquals(
                    List.of("10.32.0.1/12", "fd00:0:0:0:0:0:0:1/64"),
                    addresses.of(link).stream().map(LinkAddress::toString).sorted().toList());
            String shown = host.ip("addr show dev ve0");
            assertTrue(shown.contains("inet 10.32.0.1/12 "), shown);
            assertTrue(shown.contains("inet6 fd00::1/64 "), shown);
            LinuxException twice =
                    assertThrows(LinuxException.class, () -> addresses.add(link, ipv4, 12));
            assertTrue(
                    twice.getMessage().startsWith("add address 10.32.0.1/12 to ve0: EEXIST (17)"),
                    twice.getMessage());

            addresses.delete(link, ipv4, 12);
            addresses.delete(link, ipv6, 64);

            assertEquals(List.of(), addresses.of(link));
        }
    }
}
