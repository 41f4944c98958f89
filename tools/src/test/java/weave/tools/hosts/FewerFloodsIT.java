package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Privileged;

/** Containers that ask for the same neighbour, with and without answers by their own host. */
@Privileged
class FewerFloodsIT {
    private static final int ASKERS = 6;

    /** Kernels ask again when they are not sure, and other neighbours may be asked for, too. */
    private static final int SLACK = 3;

    @RegisterExtension final Lab lab = Lab.sleeve();

    private Host one;
    private Host two;
    private final List<Container> askers = new ArrayList<>();

    @Test
    void shouldFloodFewerRequestsAndFollowAnAddressThatMoves() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        two.start();
        one.start("--arp-answers=off", two.address());
        one.awaitConnectedTo(two);
        for (int i = 0; i < ASKERS; i++) {
            askers.add(lab.container(one));
        }
        Container asked = lab.container(two);
        Container heir = lab.container(two);
        askers.getFirst().awaitReaches(asked, Host.SOON);
        long flooded = floodedWhileAllAskFor(asked);
        assertTrue(flooded >= ASKERS, flooded + " requests flooded without answers");

        one.terminate();
        one.start(two.address());
        one.awaitConnectedTo(two);
        askers.getFirst().awaitReaches(asked, Host.SOON);
        long flooded2 = floodedWhileAllAskFor(asked);
        long answered = one.counter("ArpRequestsAnswered");
        assertTrue(flooded2 <= SLACK, flooded2 + " requests flooded with answers");
        assertTrue(answered >= ASKERS - SLACK, answered + " requests answered");

        asked.namespace().ip("addr del " + asked.ip() + "/12 dev eth0");
        heir.namespace().ip("addr del " + heir.ip() + "/12 dev eth0");
        heir.namespace().ip("addr add " + asked.ip() + "/12 dev eth0");
        heir.awaitReaches(askers.getFirst(), Host.SOON);
        for (Container asker : askers) {
            forget(asker);
            // At once: who does not know needs longer to find out.
            boolean reached = asker.reaches(asked) || asker.reaches(asked);
            assertTrue(reached, asker.ip() + " knows that the address has moved");
        }
    }

    /** Requests that left the first host meanwhile. */
    private long floodedWhileAllAskFor(Container asked) {
        long before = one.counter("ArpRequestsFlooded");
        for (Container asker : askers) {
            forget(asker);
            asker.awaitReaches(asked, Host.SOON);
        }
        return one.counter("ArpRequestsFlooded") - before;
    }

    private static void forget(Container container) {
        container.namespace().ip("neigh flush dev eth0");
    }
}
