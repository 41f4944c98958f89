package weave.tools.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.core.tuning.Tuning;
import weave.gossip.mesh.VirtualLoop;
import weave.kernel.link.Links;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.tools.log.CapturedLog;

/** The interface is made anew; time passes as the test says. */
@Privileged
@Timeout(120)
class HostUplinkTest {
    private static final int PORT = 6783;
    private static final double LOOK_SECONDS = 1.5;
    private static final double RETRY_SECONDS = 15;

    private final NetworkNamespace host = NetworkNamespace.create("host");
    private final VirtualLoop loop = new VirtualLoop();
    private int timesTried;

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void shouldOpenAgainWhenTheDataplaneDidNotStandStillAtFirst() throws Exception {
        makeLink();
        host.call(() -> {
            UplinkSettings settings =
                    new UplinkSettings(Optional.of("eth0"), Optional.of(UplinkMode.GENERIC), false);
            Tuning tuning = Tuning.builder().queues(1).build();
            UplinkDevice device = device("eth0").orElseThrow();
            try (CapturedLog log = new CapturedLog();
                    HostUplink uplink =
                            HostUplink.open(device, settings, null, PORT, false, tuning)) {
                uplink.follow(null, this::secondTime, HostUplinkTest::device, loop);
                loop.runSeconds(LOOK_SECONDS);
                assertFalse(log.text().contains("sockets carry"), log.text());
                host.ip("link del eth0");
                makeLink();
                loop.runSeconds(LOOK_SECONDS);
                assertEquals(1, timesTried);
                String refused = "a thread does not stop: the kernel's sockets carry";
                assertTrue(log.text().contains(refused), log.text());
                loop.runSeconds(RETRY_SECONDS);
                assertEquals(2, timesTried);
                assertTrue(log.text().contains("eth0 is opened again"), log.text());
            }
            return null;
        });
    }

    private void makeLink() {
        String queues = " numrxqueues 1 numtxqueues 1";
        host.ip("link add eth0" + queues + " type veth peer name wire" + queues);
        host.ip("link set eth0 up");
        host.ip("link set wire up");
        host.awaitUp("eth0");
    }

    /** Without {@code /sys}, which is that of another namespace here. */
    private static Optional<UplinkDevice> device(String name) {
        try (Links links = new Links()) {
            return links.byName(name).map(link -> new UplinkDevice(link, 1, false));
        }
    }

    private void secondTime(Runnable change) {
        if (++timesTried == 1) {
            throw new IllegalStateException("a thread does not stop");
        }
        change.run();
    }
}
