package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.testkit.Await;
import weave.testkit.Privileged;
import weave.tools.cable.Damage;
import weave.tools.cable.LossyCable;

/**
 * Two hosts with a container each on a cable that loses frames and mixes up their order, or does
 * not; with offloads, without, and one each; in clear and encrypted.
 */
@Privileged
class LossyCableIT {
    private static final Damage DAMAGE = new Damage(0.02, 0.1);
    private static final long CLEAN_BYTES = 20_000_000;
    private static final long DAMAGED_BYTES = 3_000_000;
    private static final int PINGS = 50;
    // Of 50 echo requests through 2 % of loss both ways, 18 are lost less than once in 10^12 runs.
    private static final int PINGS_LOST_MAX = 18;
    private static final int CLEAN_ATTEMPTS = 10;
    // A datagram of 20,000 bytes is 15 frames on the cable, both ways: half of them come back.
    private static final int DAMAGED_ATTEMPTS = 60;
    private static final int SUPER_FRAMES = 10;
    // Small ones share a frame on the cable, and are lost together.
    private static final double ARRIVED_SHARE_MIN = 0.5;
    private static final int CLEAN_PATIENCE_MILLIS = 2_000;
    private static final int DAMAGED_PATIENCE_MILLIS = 25;
    private static final Pattern RECEIVED = Pattern.compile("(\\d+) received");

    @RegisterExtension final Lab lab = Lab.sleeve();

    private Host one;
    private Host two;
    private LossyCable cable;
    private Container left;
    private Container right;

    @ParameterizedTest
    @CsvSource({
        "on,  on,  '',         1376",
        "on,  on,  a password, 1376",
        "off, off, '',         1376",
        "off, off, a password, 1376",
        "on,  off, '',         1376",
        "off, on,  a password, 1376",
        // Most of it in fragments on the cable.
        "on,  off, a password, 9000"
    })
    void shouldCarryAllThatTheCableCarries(
            String offloadsOne, String offloadsTwo, String password, int mtu) throws Exception {
        one = lab.host("one");
        two = lab.host("two");
        cable = lab.lossyCable(one, two);
        // They find each other while the cable is at its worst.
        cable.damage(DAMAGE);
        one.start(flags(offloadsOne, password, "--mtu=" + mtu));
        two.start(flags(offloadsTwo, password, "--mtu=" + mtu, "--peers=" + one.address()));
        one.awaitConnectedTo(two);
        left = lab.container(one, mtu);
        right = lab.container(two, mtu);
        left.awaitReaches(right, Host.SOON);

        List<ConnectionLine> before = one.connections();
        cable.damage(Damage.NONE);
        shouldCarryEverything(offloadsTwo.equals("on"));
        cable.damage(DAMAGE);
        shouldCarryWhatIsLeft();
        cable.damage(Damage.NONE);
        System.out.printf("cable: %d lost, %d delayed%n", cable.lost(), cable.delayed());
        assertUndisturbed();
        // The same TCP connection as before, and so the same keys and counters.
        assertEquals(before.getFirst().address(), one.connections().getFirst().address());
        assertTrue(one.connectedTo(two) && two.connectedTo(one));
    }

    private static String[] flags(String offloads, String password, String... others) {
        List<String> flags = new ArrayList<>(List.of(others));
        flags.add("--offloads=" + offloads);
        if (!password.isEmpty()) {
            flags.add("--password=" + password);
        }
        return flags.toArray(String[]::new);
    }

    private void shouldCarryEverything(boolean joins) throws Exception {
        // What was delayed before has arrived with the first of these.
        Traffic.udpEcho(left, right, 1, CLEAN_ATTEMPTS);
        assertEquals(PINGS, answeredPings());
        Traffic.tcpBothWays(left, right, CLEAN_BYTES);
        for (int size : List.of(1400, 65_000)) {
            Traffic.udpEcho(left, right, size, CLEAN_ATTEMPTS);
            Traffic.udpEcho(right, left, size, CLEAN_ATTEMPTS);
        }
        for (boolean ipv6 : new boolean[] {false, true}) {
            var arrived =
                    Traffic.udpSegments(
                            left, right, ipv6, ipv6, SUPER_FRAMES, CLEAN_PATIENCE_MILLIS);
            assertEquals(arrived.sent(), arrived.arrived());
            assertEquals(joins && ipv6, arrived.segmentsMax() > 1, arrived::toString);
        }
        Traffic.arp(left, right);
        Traffic.multicast(right, left);
    }

    private void shouldCarryWhatIsLeft() throws Exception {
        long lostBefore = cable.lost();
        assertTrue(answeredPings() > PINGS - PINGS_LOST_MAX);
        Traffic.tcpBothWays(left, right, DAMAGED_BYTES);
        for (int size : List.of(1, 1400, 20_000)) {
            Traffic.udpEcho(left, right, size, DAMAGED_ATTEMPTS);
        }
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (boolean takesJoined : new boolean[] {false, true}) {
                var arrived =
                        Traffic.udpSegments(
                                left,
                                right,
                                ipv6,
                                takesJoined,
                                SUPER_FRAMES,
                                DAMAGED_PATIENCE_MILLIS);
                assertTrue(
                        arrived.arrived() > ARRIVED_SHARE_MIN * arrived.sent(), arrived::toString);
            }
        }
        Await.until("a broadcast passes", Host.SOON, this::broadcastPasses);
        Traffic.multicast(right, left);
        assertTrue(cable.lost() > lostBefore);
    }

    private int answeredPings() {
        String said =
                left.namespace()
                        .run("ping", "-q", "-c", "" + PINGS, "-i", "0.01", "-W", "1", right.ip())
                        .stdout();
        Matcher received = RECEIVED.matcher(said);
        assertTrue(received.find(), said);
        return Integer.parseInt(received.group(1));
    }

    private boolean broadcastPasses() {
        left.namespace().ip("neigh flush dev eth0");
        return left.namespace()
                        .run("arping", "-b", "-c", "1", "-w", "2", "-I", "eth0", right.ip())
                        .exit()
                == 0;
    }

    /** What is late is no replay, and what is missing spoils nothing of what is not. */
    private void assertUndisturbed() {
        for (Host host : List.of(one, two)) {
            for (String counter :
                    List.of(
                            "ReceiveReplayed",
                            "ReceiveForged",
                            "ReceiveMalformed",
                            "ReceiveBadFrame",
                            "ReceiveTooShort",
                            "InjectRefused")) {
                assertEquals(0, host.counter(counter), counter + " of " + host.nickname());
            }
        }
    }
}
