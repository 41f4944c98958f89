package weave.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.Ends;
import weave.bench.carrier.External;
import weave.bench.carrier.KernelVxlan;
import weave.bench.carrier.RawVeth;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.testkit.Privileged;

/** A comparison in its small form, the kernel's VXLAN in our place. */
@Privileged
class ComparisonTest {
    /** Two bridges joined by the hosts' cable itself. */
    private static final String BRIDGES =
            """
            set -e
            join() {
                ip -n $1 link add br1 type bridge
                ip -n $1 link set br1 up
                ip -n $1 link set $WEAVE_BENCH_UPLINK master br1
                ip -n $1 link add box type veth peer name eth0 netns $2
                ip -n $1 link set box master br1 up
                ip -n $2 addr add $3 dev eth0
                ip -n $2 link set eth0 up
            }
            join $WEAVE_BENCH_HOST1 $WEAVE_BENCH_BOX1 $WEAVE_BENCH_BOX1_CIDR
            join $WEAVE_BENCH_HOST2 $WEAVE_BENCH_BOX2 $WEAVE_BENCH_BOX2_CIDR
            """;

    private static final class Broken implements Carrier {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public List<String> programs() {
            return List.of();
        }

        @Override
        public Ends up(Lab lab) {
            throw new BenchException("broken: as always");
        }
    }

    @Test
    void shouldMeasureEverythingSideBySide() {
        Plan plan = new Plan(1, 0, 1, 1, Plan.MEASURES, List.of(64, 9000), 1500, 0.5);
        Outcome outcome =
                new Comparison(
                                plan,
                                List.of(new KernelVxlan()),
                                List.of(
                                        new RawVeth(),
                                        new External("bridged", BRIDGES),
                                        new Broken()),
                                Schedule.ALL,
                                _ -> {})
                        .run();
        assertEquals(List.of("not measured: broken: as always"), outcome.notes());
        String ratios =
                outcome.ratios().stream()
                        .map(ratio -> ratio.ours() + "/" + ratio.reference() + " " + ratio.metric())
                        .collect(Collectors.joining("\n"));
        for (String reference : List.of("raw-veth", "bridged")) {
            for (String metric :
                    List.of(
                            "tcp",
                            "tcp-8",
                            "tcp-cpu",
                            "udp-64",
                            "udp-9000",
                            "latency-p50",
                            "loaded-p99.9")) {
                assertTrue(ratios.contains("kernel-vxlan/" + reference + " " + metric), ratios);
            }
        }
        outcome.ratios().forEach(ratio -> assertTrue(ratio.spread().median() > 0, ratio + ""));
        outcome.figures().forEach(figure -> assertEquals(1, figure.values().size()));
        assertNothingLeft();
    }

    @Test
    void shouldLeaveNothingWhenOursDoesNotComeUp() {
        Plan plan = new Plan(1, 0, 1, 1, List.of("latency"), List.of(), 1500, 0);
        Comparison comparison =
                new Comparison(
                        plan,
                        List.of(new RawVeth(), new Broken()),
                        List.of(),
                        Schedule.ALL,
                        _ -> {});
        assertEquals(
                "broken: as always",
                assertThrows(BenchException.class, comparison::run).getMessage());
        assertNothingLeft();
    }

    private static void assertNothingLeft() {
        String own = Namespace.PREFIX + ProcessHandle.current().pid() + "-";
        assertFalse(Commands.output("ip", "netns", "list").contains(own));
    }
}
