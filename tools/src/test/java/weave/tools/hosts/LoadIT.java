package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Alone;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Two hosts with nothing to do, and with more to do than they can. */
@Alone
@Privileged
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadIT {
    // An idle daemon's share of one processor, while others are running tests on the machine.
    private static final double IDLE_SHARE = 0.01;
    private static final Duration IDLE_WINDOW = Duration.ofSeconds(20);
    private static final int IDLE_WINDOWS = 5;

    // Longer than the heartbeat time, so that heartbeats that do not pass end the connection.
    private static final int SATURATION_SECONDS = 75;
    private static final int STREAMS = 8;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(250);

    @RegisterExtension final Lab lab = Lab.sleeve();

    private Host one;
    private Host two;
    private Container left;
    private Container right;

    @BeforeAll
    void startHosts() {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        left = lab.container(one);
        right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
    }

    @Test
    void shouldCostNoProcessorTimeWhenIdle() {
        double share = 1;
        // The first windows may hold what a young JVM does for itself.
        for (int i = 0; i < IDLE_WINDOWS && share > IDLE_SHARE; i++) {
            long before = one.cpuMillis();
            pass(IDLE_WINDOW);
            share = (one.cpuMillis() - before) / (double) IDLE_WINDOW.toMillis();
            System.out.printf("idle weaved: %.2f %% of a processor%n", share * 100);
        }
        assertTrue(share <= IDLE_SHARE, "share of a processor: " + share);
    }

    @Test
    void shouldAnswerAndKeepItsConnectionWhenSaturated() throws Exception {
        List<ConnectionLine> before = one.connections();
        right.namespace().start(lab.folder().resolve("iperf3-server.log"), "iperf3", "-s", "-1");
        Await.until("iperf3 listens", Host.SOON, () -> listens(right, 5201));
        Process client =
                left.namespace()
                        .start(
                                "iperf3",
                                "-J",
                                "--bidir",
                                "-P",
                                "" + STREAMS,
                                "-t",
                                "" + SATURATION_SECONDS,
                                "-c",
                                right.ip());
        var report = new FutureTask<>(() -> new ObjectMapper().readTree(client.getInputStream()));
        Thread.ofVirtual().start(report);
        long worst = 0;
        int answers = 0;
        while (client.isAlive()) {
            for (Host host : List.of(one, two)) {
                long asked = System.nanoTime();
                assertTrue(host.get("/status").contains("Service: router"));
                worst = Math.max(worst, System.nanoTime() - asked);
                answers++;
            }
            pass(POLL);
        }
        JsonNode end = report.get().path("end");
        System.out.printf(
                "saturated: %.2f + %.2f Gbit/s; %d answers, slowest %d ms%n",
                end.path("sum_received").path("bits_per_second").asDouble() / 1e9,
                end.path("sum_received_bidir_reverse").path("bits_per_second").asDouble() / 1e9,
                answers,
                worst / 1_000_000);
        assertEquals(0, client.exitValue());
        assertTrue(worst < ANSWER.toNanos(), "slowest answer after " + worst / 1_000_000 + " ms");
        // The same TCP connection as before.
        assertEquals(before.getFirst().address(), one.connections().getFirst().address());
        assertTrue(one.connectedTo(two));
        left.awaitReaches(right, Host.SOON);
    }

    private static boolean listens(Container container, int port) {
        return container
                .namespace()
                .run("ss", "-ltnH", "sport = :" + port)
                .stdout()
                .contains("LISTEN");
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
