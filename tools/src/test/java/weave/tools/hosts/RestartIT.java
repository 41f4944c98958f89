package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Privileged;

/** Daemons that end, politely or not, and come back. */
@Privileged
class RestartIT {
    private static final Duration RETRY_TIME = Duration.ofSeconds(120);

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container left;
    private Container neighbour;
    private Container right;

    @BeforeEach
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        left = lab.container(one);
        neighbour = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        left.awaitReaches(neighbour, Host.SOON);
    }

    @Test
    void shouldLeaveContainersLocallyConnectedWhenToldToEnd() {
        String bridge = bridge(one);
        one.terminate();
        assertTrue(one.exitStatus() == 0 || one.exitStatus() == 143, "exit " + one.exitStatus());
        left.awaitReaches(neighbour, Host.SOON);
        assertEquals(bridge, bridge(one));
        one.start();
        assertEquals(bridge, bridge(one));
        left.awaitReaches(right, RETRY_TIME);
        right.awaitReaches(neighbour, Host.SOON);
    }

    @Test
    void shouldRecoverWhenKilled() {
        String bridge = bridge(one);
        for (int i = 0; i < 2; i++) {
            one.kill();
            left.awaitReaches(neighbour, Host.SOON);
            one.start();
            assertEquals(bridge, bridge(one));
            left.awaitReaches(right, RETRY_TIME);
        }
        two.kill();
        two.start("--peers=" + one.address());
        right.awaitReaches(left, RETRY_TIME);
        right.awaitReaches(neighbour, Host.SOON);
    }

    @Test
    void shouldKeepItsNameWhenNoneIsGiven() {
        one.terminate();
        one.startNameless();
        String name = name(one);
        one.kill();
        // The name is the bridge's MAC; without the bridge the state file has it.
        one.namespace().ip("link del weave");
        one.startNameless();
        assertEquals(name, name(one));
    }

    private static String name(Host host) {
        return host.get("/status")
                .lines()
                .filter(line -> line.strip().startsWith("Name:"))
                .findFirst()
                .orElseThrow();
    }

    /** The index and MAC of the bridge: the same if it is the same bridge. */
    private static String bridge(Host host) {
        String link = host.namespace().ip("-o link show weave");
        return link.split(":")[0] + link.replaceAll("(?s).*link/ether (\\S+).*", " $1");
    }
}
