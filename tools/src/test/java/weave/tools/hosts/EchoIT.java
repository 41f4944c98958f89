package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** {@code weave ping} and {@code weave trace} between hosts in a chain. */
@Privileged
class EchoIT {
    private static final Pattern LOST = Pattern.compile("(\\d+) sent, (\\d+) received");
    private static final Duration RESTORED = Duration.ofSeconds(40);

    @RegisterExtension final Lab lab = Lab.sleeve();

    private Host one;
    private Host two;
    private Host three;

    @Test
    void shouldPingAndTraceNeighboursAndThoseBehindThem() {
        chain();
        String near = one.weave("ping", "two", "-c", "5", "-i", "0.2").orFail();
        assertTrue(near.contains("PING " + two.peerName() + "(two): 64 bytes by way of"), near);
        assertTrue(near.contains("first hop sleeve, mtu 14"), near);
        assertEquals(5, answered(near), near);
        String way = two.peerName() + "(two) > " + three.peerName() + "(three)";
        String far = one.weave("ping", three.peerName(), "-c", "5", "-i", "0.2").orFail();
        assertTrue(far.contains("by way of " + way), far);
        assertEquals(5, answered(far), far);
        // By an address of a connection that is not even ours, and in full size.
        String large =
                one.weave("ping", Lab.address(1, 1), "-s", "1376", "-c", "3", "-i", "0.2").orFail();
        assertTrue(large.contains("1376 bytes from " + two.peerName()), large);

        String trace = one.weave("trace", "one", "three").orFail();
        assertTrue(trace.contains("one) -> " + two.peerName() + "(two)  sleeve, mtu 14"), trace);
        assertTrue(trace.contains("2  " + two.peerName() + "(two) -> "), trace);
        assertTrue(trace.contains("relayed: "), trace);
        assertTrue(three.weave("trace", "one", "two").orFail().contains("direct: "));
    }

    @Test
    void shouldSayWhyThereIsNoAnswer() {
        chain();
        refused(1, one.weave("ping", "nobody"), "no peer is called \"nobody\"");
        refused(1, one.weave("ping", "one"), "that is this peer itself");
        refused(1, one.weave("ping", "two", "-s", "1377"), "1377 bytes are more than the MTU");
        refused(1, one.weave("trace", "one", "10.32.0.77"), "nobody here knows at which peer");
        three.pause();
        NetworkNamespace.Result silent = one.weave("ping", "three", "-c", "2", "-i", "0.1");
        three.resume();
        assertEquals(1, silent.exit());
        assertTrue(silent.stdout().contains("2 sent, 0 received, 100% lost"), silent.stdout());
    }

    @Test
    void shouldAnswerAgainWhenTheBridgeWasMadeAgain() {
        chain();
        two.namespace().ip("link delete weave");
        awaitAnswer("two", RESTORED);
        assertEquals(0, two.weave("ping", "one", "-c", "3", "-i", "0.1").exit());
    }

    @Test
    void shouldFindContainersByTheirAddresses() {
        chain();
        Container box = lab.container(three);
        one.namespace().ip("addr add 10.32.200.1/12 dev weave");
        Await.until(
                "the host reaches the container",
                Host.SOON,
                () ->
                        one.namespace().run("ping", "-n", "-c", "1", "-W", "1", box.ip()).exit()
                                == 0);
        String back = three.weave("trace", box.ip(), "one").orFail();
        assertTrue(back.contains("(three) -> " + two.peerName()), back);
        String trace = one.weave("trace", "one", box.ip()).orFail();
        assertTrue(trace.contains("-> " + three.peerName() + "(three)"), trace);
    }

    private void awaitAnswer(String peer, Duration patience) {
        Await.until(
                peer + " answers", patience, () -> one.weave("ping", peer, "-c", "1").exit() == 0);
    }

    private void chain() {
        one = lab.host("one");
        two = lab.host("two");
        three = lab.host("three");
        lab.cable(one, two);
        lab.cable(two, three);
        one.start("--no-discovery", "--peers=" + Lab.address(0, 2));
        two.start("--no-discovery");
        three.start("--no-discovery", "--peers=" + Lab.address(1, 1));
        two.awaitConnectedTo(one, three);
        Await.until(
                "one has a way to three",
                Host.SOON,
                () -> one.weave("trace", "one", "three").exit() == 0);
        // Each end of a connection finds out by itself that it carries frames.
        awaitAnswer("two", Host.SOON);
        awaitAnswer("three", Host.SOON);
    }

    private static int answered(String output) {
        Matcher counts = LOST.matcher(output);
        assertTrue(counts.find(), output);
        return Integer.parseInt(counts.group(2));
    }

    private static void refused(int exit, NetworkNamespace.Result result, String why) {
        assertEquals(exit, result.exit(), result.stderr());
        assertTrue(result.stderr().contains(why), result.stderr());
        assertEquals(1, result.stderr().strip().lines().count(), result.stderr());
    }
}
