package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Underlays with other MTUs than usual. */
@Privileged
class UnderlayMtuIT {
    private static final long TRANSFER_BYTES = 20_000_000;
    private static final int UDP_ATTEMPTS = 40;
    private static final Pattern MTU = Pattern.compile("mtu=(\\d+)");

    @RegisterExtension final Lab lab = Lab.sleeve();

    @ParameterizedTest
    @CsvSource({"900, 1376", "9000, 1376", "9000, 8900", "1500, 65000"})
    void shouldFindThePathMtuAndCarryEverySize(int underlay, int overlay) throws Exception {
        Host one = lab.host("one");
        Host two = lab.host("two");
        lab.network(underlay, one, two);
        one.start("--mtu=" + overlay);
        two.start("--mtu=" + overlay, "--peers=" + one.address());
        one.awaitConnectedTo(two);
        Container left = lab.container(one, overlay);
        Container right = lab.container(two, overlay);
        left.awaitReaches(right, Host.SOON);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        for (int size : List.of(1, 800, 1400, 9_000, 65_000)) {
            Traffic.udpEcho(left, right, size, UDP_ATTEMPTS);
        }
        for (Host host : List.of(one, two)) {
            Await.until(
                    () -> "an MTU that fits " + underlay + ": " + host.get("/status/connections"),
                    Host.SOON,
                    () -> mtu(host) > underlay - 120 && mtu(host) < underlay);
        }
    }

    /** The sender learns by ICMP of what only the relay knows. */
    @Test
    void shouldTellTheSenderWhenAFurtherHopIsNarrow() throws Exception {
        Host one = lab.host("one");
        Host two = lab.host("two");
        Host three = lab.host("three");
        lab.network(Lab.ETHERNET_MTU, one, two);
        lab.network(900, two, three);
        two.start("--no-discovery");
        one.start("--no-discovery", "--peers=" + Lab.address(0, 2));
        three.start("--no-discovery", "--peers=" + Lab.address(1, 1));
        two.awaitConnectedTo(one, three);
        Container left = lab.container(one);
        Container right = lab.container(three);
        left.awaitReaches(right, Host.SOON);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        String route = left.namespace().ip("route get " + right.ip());
        assertTrue(route.contains(" mtu "), route);
    }

    private static int mtu(Host host) {
        return MTU.matcher(host.get("/status/connections"))
                .results()
                .map(MatchResult::group)
                .mapToInt(found -> Integer.parseInt(found.substring("mtu=".length())))
                .findFirst()
                .orElse(0);
    }
}
