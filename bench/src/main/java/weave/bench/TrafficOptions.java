package weave.bench;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.compare.Plan;
import weave.bench.traffic.UdpProbe;

/** What traffic is sent, and for how long. */
final class TrafficOptions {
    private static final int SECONDS = 3;
    private static final int SECONDS_MAX = 600;
    private static final int ROUNDS_MAX = 1000;
    private static final int ETHERNET_MTU = 1500;
    private static final int UNDERLAY_MTU_MIN = 576;
    private static final int UNDERLAY_MTU_MAX = 65_535;
    private static final List<String> DEFAULTS = List.of("tcp", "tcp-8", "udp", "latency", "idle");
    private static final double LOAD_MAX = 1000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--measure",
            split = ",",
            paramLabel = "<what>",
            description = "Of tcp, tcp-8, udp, latency, loaded, idle. [all but loaded]")
    private List<String> measures;

    @Option(
            names = "--seconds",
            paramLabel = "<n>",
            description = "How long one measurement takes. [3]")
    private Integer seconds;

    @Option(
            names = "--udp-sizes",
            split = ",",
            paramLabel = "<bytes>",
            description = "UDP payloads, 16 to 65507. [64,1400,9000,65000]")
    private List<Integer> udpLengths;

    @Option(
            names = "--underlay-mtu",
            paramLabel = "<bytes>",
            description = "MTU of the cable between the hosts. [1500]")
    private int underlayMtu = ETHERNET_MTU;

    @Option(
            names = "--load-gbits",
            paramLabel = "<n>",
            description =
                    "What the TCP stream beside the loaded latency carries. [half of what the"
                            + " slowest variant carries in the first round]")
    private double loadGigabits;

    @Option(
            names = "--small",
            description = "A second each, to see that it runs: the figures mean nothing.")
    private boolean small;

    /** With as many rounds as the command makes by itself, unless it was told otherwise. */
    Plan plan(Integer rounds, int byDefault) {
        int count = rounds != null ? rounds : small ? 1 : byDefault;
        int each = seconds != null ? seconds : small ? 1 : SECONDS;
        List<String> what = measures != null ? measures : DEFAULTS;
        List<Integer> lengths =
                udpLengths != null
                        ? udpLengths
                        : small ? List.of(64, 1400) : List.of(64, 1400, 9000, 65_000);
        check(count >= 1 && count <= ROUNDS_MAX, "want 1 to 1000 rounds, got " + count);
        check(each >= 1 && each <= SECONDS_MAX, "--seconds: want 1 to 600, got " + each);
        check(
                underlayMtu >= UNDERLAY_MTU_MIN && underlayMtu <= UNDERLAY_MTU_MAX,
                "--underlay-mtu: want 576 to 65535, got " + underlayMtu);
        check(
                loadGigabits >= 0 && loadGigabits <= LOAD_MAX,
                "--load-gbits: want 0 to 1000, got " + loadGigabits);
        what.forEach(this::checkMeasure);
        check(
                !what.contains("loaded") || what.contains("tcp") || loadGigabits > 0,
                "--measure: loaded wants tcp too, or --load-gbits");
        lengths.forEach(this::checkLength);
        return new Plan(
                count,
                small ? 0 : 1,
                small ? 0 : Plan.WARMUP_SECONDS,
                each,
                what,
                lengths,
                underlayMtu,
                loadGigabits);
    }

    private void checkMeasure(String measure) {
        check(
                Plan.MEASURES.contains(measure),
                "--measure: want " + String.join(", ", Plan.MEASURES) + ", got " + measure);
    }

    private void checkLength(int length) {
        check(
                length >= UdpProbe.LENGTH_MIN && length <= UdpProbe.LENGTH_MAX,
                "--udp-sizes: want 16 to 65507 bytes, got " + length);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }
}
