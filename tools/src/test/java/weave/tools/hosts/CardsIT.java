package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weave.testkit.InNewerKernelLab;

/**
 * Sleeve by AF_XDP on one side or on both, between two network cards whose driver runs the program.
 * All tests use the same hosts, whose bridges and containers stay while daemons come and go.
 */
@InNewerKernelLab
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardsIT {
    // What the tests at native speed send would take minutes.
    private static final long TRANSFER_BYTES = 150_000;
    private static final int UDP_ATTEMPTS = 100;
    // Of TCP alone more than so many frames leave each way.
    private static final int FRAMES_MIN = 100;
    private static final String NO_ZERO_COPY = "the driver of uplink0 has no zero copy";

    @RegisterExtension final Lab lab = new Lab();

    private Host one;
    private Host two;
    private Container left;
    private Container right;

    @BeforeAll
    void makeHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cards(one, two);
    }

    @AfterEach
    void stop() {
        for (Host host : new Host[] {one, two}) {
            if (host.isRunning()) {
                host.terminate();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"xdp --password=secret, xdp --password=secret", "xdp, sockets"})
    void shouldCarryAllTraffic(String flagsOfOne, String flagsOfTwo) throws Exception {
        one.launch(words(one, flagsOfOne));
        two.launch(words(two, flagsOfTwo + " --peers=" + one.address()));
        one.awaitAnswers();
        two.awaitAnswers();
        one.awaitConnectedTo(two);
        if (left == null) {
            left = lab.container(one);
            right = lab.container(two);
        }
        left.awaitReaches(right, Host.SOON);

        Traffic.ofAllKinds(left, right, TRANSFER_BYTES, UDP_ATTEMPTS);

        if (flagsOfOne.startsWith("xdp")) {
            assertUsed(one);
        }
        if (flagsOfTwo.startsWith("xdp")) {
            assertUsed(two);
        }
    }

    private static String[] words(Host host, String flags) {
        return ("--name=" + host.peerName() + " " + flags)
                .replaceFirst(" xdp", " --datapath=xdp --uplink=uplink0")
                .replaceFirst(" sockets", " --datapath=sleeve")
                .split(" ");
    }

    /** The driver ran the program, and frames went past the kernel; copied only where it must. */
    private static void assertUsed(Host host) {
        String report = host.get("/report");
        assertTrue(host.counter("Frame") > FRAMES_MIN, report);
        assertTrue(host.counter("Datagram") > FRAMES_MIN, report);
        assertEquals(0, host.counter("WrongIpChecksum"), report);
        assertEquals(0, host.counter("WrongUdpChecksum"), report);
        boolean isCopied = report.contains(NO_ZERO_COPY);
        String metric = "weave_uplink_zero_copy " + (isCopied ? 0 : 1);
        assertTrue(host.get("/metrics").contains(metric), report);
        String link = host.namespace().ip("-d link show uplink0");
        assertTrue(link.contains("xdp") && !link.contains("xdpgeneric"), link);
    }
}
