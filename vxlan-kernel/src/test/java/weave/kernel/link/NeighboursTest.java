package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

@Privileged
@Timeout(60)
class NeighboursTest {
    @Test
    void shouldTellWhoseAnAddressIsOnThatLinkOnly() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("neighbours");
                Links links = host.call(Links::new);
                Neighbours neighbours = host.call(Neighbours::new)) {
            Link link = links.createVethPair("ve0", "ve1", 1376);
            links.setUp(link);
            host.ip("neigh add 10.32.0.5 lladdr 0a:58:00:00:00:05 dev ve0");
            host.ip("neigh add fd00::5 lladdr 0a:58:00:00:00:06 dev ve0");

            assertEquals(OptionalLong.of(0x0A5800000005L), macOf(neighbours, link, "10.32.0.5"));
            assertEquals(OptionalLong.of(0x0A5800000006L), macOf(neighbours, link, "fd00::5"));
            assertEquals(OptionalLong.empty(), macOf(neighbours, link, "10.32.0.6"));
            Link other = links.byName("ve1").orElseThrow();
            assertEquals(OptionalLong.empty(), macOf(neighbours, other, "10.32.0.5"));
        }
    }

    @Test
    void shouldTellTheKernelWhoseAnAddressIs() throws Exception {
        try (NetworkNamespace host = NetworkNamespace.create("neighbours");
                Links links = host.call(Links::new);
                Neighbours neighbours = host.call(Neighbours::new)) {
            Link link = links.createVethPair("ve0", "ve1", 1376);
            links.setUp(link);
            for (String text : new String[] {"10.32.0.5", "fd00::5"}) {
                InetAddress address = InetAddress.ofLiteral(text);
                neighbours.replace(link, address, 0x0A58_0000_0005L);
                neighbours.replace(link, address, 0x0A58_0000_0007L);

                Neighbour known = new Neighbour(link.index(), address, 0x0A58_0000_0007L, true);
                assertTrue(neighbours.of(link).contains(known));
                String seen = host.ip("neigh show " + text + " dev ve0");
                assertTrue(seen.contains("lladdr 0a:58:00:00:00:07 PERMANENT"), seen);
                assertTrue(neighbours.remove(link, address));
                assertFalse(neighbours.of(link).contains(known));
            }
            assertFalse(neighbours.remove(link, InetAddress.ofLiteral("10.32.0.77")));
        }
    }

    private static OptionalLong macOf(Neighbours neighbours, Link link, String address) {
        return neighbours.macOf(link, InetAddress.ofLiteral(address));
    }
}
