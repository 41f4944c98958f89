package weave.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import weave.bench.carrier.Carrier;
import weave.bench.carrier.External;
import weave.bench.carrier.References;

/** {@code weave-bench compare}. */
@Command(
        name = "compare",
        sortOptions = false,
        description =
                "Measures weaved beside every reference that is installed, in interleaved rounds,"
                        + " and prints the ratios. Needs root.",
        optionListHeading = "%n",
        footer = {
            "",
            "References: weave-bench list. A command of --reference finds the namespaces of",
            "two hosts and two containers in WEAVE_BENCH_HOST1, _HOST2, _BOX1 and _BOX2, the",
            "hosts' addresses in WEAVE_BENCH_HOST1_IP and _HOST2_IP, the containers' in",
            "WEAVE_BENCH_BOX1_CIDR and _BOX2_CIDR, a folder in WEAVE_BENCH_FOLDER.",
            "",
            "Examples:",
            "  weave-bench compare --json compare.json",
            "  weave-bench compare --only kernel-vxlan --measure tcp --pairs 15",
            "  weave-bench compare --only fastd-crypt --variant sealed=--password=wh4tever",
            "  weave-bench compare --only kernel-vxlan --reference mine=/path/to/up.sh",
        })
final class CompareCommand implements Runnable {
    private static final int PAIRS = 9;

    @Spec private CommandSpec spec;
    @Mixin private WeavedOptions weaved;

    @Option(
            names = "--pairs",
            paramLabel = "<n>",
            description = "Interleaved rounds; each gives one value to every ratio. [9]")
    private Integer pairs;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "<name>",
            description = "The references to compare with. [all that are installed]")
    private List<String> only;

    @Option(
            names = "--reference",
            paramLabel = "<name>=<command>",
            description = "A further one, set up by a command; may be given several times.")
    private List<String> further = List.of();

    @Mixin private TrafficOptions traffic;
    @Mixin private OutputOptions output;

    @Override
    public void run() {
        List<Carrier> references = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Carrier carrier : wanted()) {
            List<String> missing = References.missing(carrier);
            if (missing.isEmpty()) {
                references.add(carrier);
            } else {
                notes.add(carrier.name() + ": not installed: " + String.join(" ", missing));
            }
        }
        for (String assignment : further) {
            String option = "--reference";
            references.add(
                    new External(
                            weaved.name(assignment, option), weaved.value(assignment, option)));
        }
        List<Carrier> ours = weaved.carriers(WeavedOptions.SLEEVE, WeavedOptions.VXLAN);
        checkNames(ours, references);
        TrafficMeasurements.run(traffic.plan(pairs, PAIRS), ours, references, notes, output);
    }

    private List<Carrier> wanted() {
        if (only == null) {
            return References.all();
        }
        List<Carrier> wanted = new ArrayList<>();
        for (String name : only) {
            wanted.add(
                    References.all().stream()
                            .filter(carrier -> carrier.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    refusal("--only: no reference " + name + ": want " + names())));
        }
        return wanted;
    }

    private static String names() {
        return References.all().stream().map(Carrier::name).collect(Collectors.joining(", "));
    }

    private void checkNames(List<Carrier> ours, List<Carrier> references) {
        Set<String> names = new HashSet<>();
        List<Carrier> all = new ArrayList<>(ours);
        all.addAll(references);
        for (Carrier carrier : all) {
            if (!names.add(carrier.name())) {
                throw refusal("two are called " + carrier.name());
            }
        }
    }

    private ParameterException refusal(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }
}
