package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Containers and hosts whose addresses nobody chooses. */
@Privileged
class AttachAddressesIT {
    private static final String RANGE = "--ipalloc-range=10.2.0.0/16";
    private static final String SUBNET = "--ipalloc-default-subnet=10.2.1.0/24";

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;

    @BeforeEach
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start(RANGE, SUBNET);
        two.start(RANGE, SUBNET, "--peers=" + one.address());
        one.awaitConnectedTo(two);
    }

    @Test
    void shouldGiveContainersOfAllHostsAddressesAndTakeThemBack() {
        Box a = new Box(lab, "a");
        Box b = new Box(lab, "b");
        String first = one.weave("attach", a.name()).orFail().strip();
        assertTrue(first.startsWith("10.2.1."), first);
        assertEquals(first + "\n", one.weave("attach", a.name()).orFail());
        String second = two.weave("attach", b.name()).orFail().strip();
        assertTrue(second.startsWith("10.2.1.") && !second.equals(first), second);
        a.awaitReaches(second);

        String other = one.weave("attach", "net:10.2.2.0/24", a.name()).orFail().strip();
        assertTrue(other.startsWith("10.2.2."), other);
        assertEquals(
                first + " 10.3.9.1\n",
                one.weave("attach", "net:default", "ip:10.3.9.1/24", a.name()).orFail());
        String line = one.weave("ps", a.name()).orFail();
        assertTrue(line.contains(" " + first + "/24 " + other + "/24 10.3.9.1/24"), line);
        String owned = one.get("/ip/" + a.name());
        assertEquals(first + "/24", owned);

        assertEquals(first + "\n", one.weave("detach", "net:default", a.name()).orFail());
        assertEquals("", one.get("/ip/" + a.name()));
        assertEquals(other + " 10.3.9.1\n", one.weave("detach", a.name()).orFail());
        assertFalse(one.get("/ip").contains(a.name()), one.get("/ip"));
        // The lowest free one: what was given back.
        Box c = new Box(lab, "c");
        assertEquals(first + "\n", one.weave("attach", c.name()).orFail());
    }

    @Test
    void shouldExposeTheHostAtAnAddressThatItKeeps() {
        String address = one.weave("expose").orFail().strip();
        assertTrue(address.startsWith("10.2.1."), address);
        assertEquals(address + "\n", one.weave("expose").orFail());
        Box box = new Box(lab, "box");
        String inside = two.weave("attach", box.name()).orFail().strip();
        Box.awaitReaches(one.namespace(), inside, Host.SOON);
        one.kill();
        one.namespace().ip("link del weave");
        one.start(RANGE, SUBNET, "--peers=" + two.address());
        Box.awaitReaches(one.namespace(), inside, Host.SOON);
        assertEquals(address + "/24", one.get("/ip/weave:expose"));
        assertEquals(address + "\n", one.weave("hide").orFail());
        assertEquals("", one.get("/ip/weave:expose"));
    }

    @Test
    void shouldRefuseAnAddressThatSomebodyElseHas() {
        Box a = new Box(lab, "a");
        Box b = new Box(lab, "b");
        String taken = one.weave("attach", a.name()).orFail().strip();
        NetworkNamespace.Result refused = one.weave("attach", taken + "/24", b.name());
        assertEquals(1, refused.exit(), refused.stdout());
        assertTrue(refused.stderr().contains(taken), refused.stderr());
        assertFalse(b.namespace().ip("link").contains("ethwe"));
        assertEquals("", one.get("/ip/" + b.name()));
        assertEquals(1, one.weave("attach", "net:10.99.0.0/24", b.name()).exit());
    }

    /** What the daemon finds of containers that nobody detached. */
    @Test
    void shouldTakeAddressesBackFromContainersThatEnd() {
        NetworkNamespace ends = NetworkNamespace.create("ends");
        NetworkNamespace endsUnseen = NetworkNamespace.create("unseen");
        Box stays = new Box(lab, "stays");
        String first = one.weave("attach", ends.name()).orFail().strip();
        one.weave("attach", endsUnseen.name()).orFail();
        String kept = one.weave("attach", stays.name()).orFail().strip();
        String endsName = ends.name();
        ends.close();
        one.awaitLog(endsName + " is gone", Host.SOON);
        one.kill();
        String unseenName = endsUnseen.name();
        endsUnseen.close();
        one.start(RANGE, SUBNET, "--peers=" + two.address());
        // A killed daemon has not waited for the first one to come back.
        Await.until(
                () -> "the addresses are free again: " + one.get("/ip"),
                Host.SOON,
                () -> !one.get("/ip").contains(unseenName));
        assertEquals(kept + "/24", one.get("/ip/" + stays.name()));
        assertTrue(one.get("/ip").contains(kept + "/24"), first);
    }

    @Test
    void shouldNotWaitForTheMeshToDetachOrHide() {
        Host lonely = lab.host("lonely");
        lab.cable(lonely, lab.host("nobody"));
        lonely.start(RANGE, "--ipalloc-init=consensus=3");
        Box box = new Box(lab, "box");
        lonely.weave("attach", "10.77.0.1/16", box.name()).orFail();
        assertEquals("", lonely.weave("hide").orFail());
        assertEquals("10.77.0.1\n", lonely.weave("detach", box.name()).orFail());
        Process waiting =
                lonely.namespace()
                        .start(
                                "timeout",
                                "1",
                                Host.DIST.resolve("bin/weave").toString(),
                                "attach",
                                box.name());
        Await.until("the attempt is given up", Host.SOON, () -> !waiting.isAlive());
        assertEquals("", lonely.weave("detach", box.name()).orFail());
        assertFalse(box.namespace().ip("link").contains("ethwe"));
    }
}
