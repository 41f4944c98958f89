package weave.bench;

import java.io.PrintWriter;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import weave.bench.compare.Figure;
import weave.bench.compare.Spread;
import weave.bench.lab.BenchException;
import weave.bench.report.Environment;
import weave.bench.report.Table;
import weave.bench.xdp.Redirection;
import weave.bench.xdp.XdpRace;
import weave.bench.xdp.XdpTask;
import weave.xdp.program.XdpMode;
import weave.xdp.socket.CopyMode;

/** {@code weave-bench xdp}. */
@Command(
        name = "xdp",
        sortOptions = false,
        description =
                "Moves frames by AF_XDP sockets, a queue and a processor each, and beside it does"
                        + " the same by a loop in C, in interleaved rounds. Needs root.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "By itself it makes a veth pair in namespaces of its own, and a source of frames at"
                    + " the other end. An interface of --device gives all that arrives on its"
                    + " queues to the sockets meanwhile: not the one by which you are logged in.",
            "",
            "Examples:",
            "  weave-bench xdp",
            "  weave-bench xdp rxdrop l2fwd --mode generic --rounds 15 --json xdp.json",
            "  weave-bench xdp rxdrop --device eth1 --mode zero-copy --queues 4",
        })
final class XdpCommand implements Runnable {
    /** The task that is none of an AF_XDP socket alone. */
    private static final String OVERLAY = "overlay";

    private static final int QUEUES_MAX = 64;
    private static final int LENGTH_MIN = 60;
    private static final int LENGTH_MAX = 9014;
    private static final double SECONDS = 1;
    private static final double SMALL_SECONDS = 0.2;
    private static final int SECONDS_MAX = 60;
    private static final int ROUNDS = 9;
    private static final int ROUNDS_MAX = 1000;
    private static final Table TABLE =
            new Table()
                    .text("task", 12)
                    .text("by", 14)
                    .figure("median", 8, 3)
                    .figure("low", 8, 3)
                    .figure("high", 8, 3)
                    .figure("rounds", 6, 0)
                    .text("unit", 9);

    /** How frames come from the interface. */
    private enum Way {
        ANY(null, CopyMode.ANY),
        ZERO_COPY(XdpMode.DRIVER, CopyMode.ZERO_COPY),
        COPY(XdpMode.DRIVER, CopyMode.COPY),
        GENERIC(XdpMode.GENERIC, CopyMode.COPY);

        private final XdpMode mode;
        private final CopyMode copyMode;

        Way(XdpMode mode, CopyMode copyMode) {
            this.mode = mode;
            this.copyMode = copyMode;
        }
    }

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "<task>",
            description =
                    "rxdrop: take what arrives; txonly: send; l2fwd: send back what arrives;"
                            + " overlay: put frames of a TAP into sleeve's datagrams, by AF_XDP and"
                            + " by sockets, not with --device. [all]")
    private List<String> tasks = List.of();

    @Option(
            names = "--device",
            paramLabel = "<name>",
            description = "An interface that is there. [a veth pair of its own]")
    private String device;

    @Option(
            names = "--mode",
            paramLabel = "<mode>",
            defaultValue = "any",
            description =
                    "zero-copy, copy (in the driver), generic (in the kernel's own code, and"
                            + " copied), or any: the first of them that works. [${DEFAULT-VALUE}]")
    private String mode;

    @Option(
            names = "--program",
            paramLabel = "<program>",
            defaultValue = "all",
            description =
                    "What of that which arrives the sockets get: all, or overlay, what is for UDP"
                            + " ports 6783 and 6784 of an address of the interface, as with an"
                            + " uplink of weaved. [${DEFAULT-VALUE}]")
    private String program;

    @Option(
            names = "--queues",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Queues of the interface, from the first on. [${DEFAULT-VALUE}]")
    private int queues;

    @Option(
            names = "--huge-pages",
            description = "Have memory in huge pages, as far as the kernel has them.")
    private boolean hugePages;

    @Option(
            names = "--busy-poll",
            description = "Have the kernel work in system calls, not in interrupts.")
    private boolean pollsBusily;

    @Option(
            names = "--length",
            paramLabel = "<bytes>",
            defaultValue = "64",
            description = "Of the frames that are sent, 60 to 9014. [${DEFAULT-VALUE}]")
    private int length;

    @Option(
            names = "--seconds",
            paramLabel = "<seconds>",
            description = "How long each measurement lasts. [1]")
    private Double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "<n>",
            description = "How often; the median counts. 3 more come first. [9]")
    private Integer rounds;

    @Option(names = "--small", description = "Once and shortly, to see that it runs.")
    private boolean small;

    @Mixin private OutputOptions output;

    @Override
    public void run() {
        XdpRace.Plan plan = plan();
        TrafficMeasurements.requireRoot();
        output.check();
        Environment environment = Environment.current();
        if (environment.isBusy()) {
            output.progress("the machine is busy with other work: trust ratios, not figures");
        }
        XdpRace.Outcome outcome = XdpRace.run(plan, output::progress);
        print(environment, outcome);
        output.write(environment, outcome);
    }

    private XdpRace.Plan plan() {
        check("--queues", queues, QUEUES_MAX >= queues && queues >= 1, "1 to 64");
        check("--length", length, LENGTH_MAX >= length && length >= LENGTH_MIN, "60 to 9014");
        double time = seconds != null ? seconds : small ? SMALL_SECONDS : SECONDS;
        int count = rounds != null ? rounds : small ? 1 : ROUNDS;
        check("--seconds", time, SECONDS_MAX >= time && time > 0, "more than 0, to 60");
        check("--rounds", count, ROUNDS_MAX >= count && count >= 1, "1 to 1000");
        checkDevice();
        Way way = one(Way.values(), mode, "--mode");
        boolean isOverlayNamed = tasks.contains(OVERLAY);
        boolean canOverlay = device == null && length <= XdpRace.Plan.OVERLAY_LENGTH_MAX;
        check(OVERLAY, "other", canOverlay || !isOverlayNamed, "no --device, --length to 3900");
        List<XdpTask> wanted =
                tasks.isEmpty()
                        ? List.of(XdpTask.values())
                        : tasks.stream()
                                .filter(task -> !task.equals(OVERLAY))
                                .map(task -> one(XdpTask.values(), task, "task"))
                                .distinct()
                                .toList();
        return new XdpRace.Plan(
                wanted,
                device,
                way.mode,
                one(Redirection.values(), program, "--program"),
                way.copyMode,
                hugePages,
                pollsBusily,
                queues,
                length,
                time,
                canOverlay && (isOverlayNamed || tasks.isEmpty()),
                small ? 0 : XdpRace.Plan.WARMUP_ROUNDS,
                count);
    }

    private void checkDevice() {
        if (device == null) {
            return;
        }
        try {
            List<String> names = new ArrayList<>();
            for (NetworkInterface each :
                    Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!each.isLoopback()) {
                    names.add(each.getName());
                }
            }
            String wanted =
                    names.isEmpty() ? "an interface; there is none" : String.join(" or ", names);
            check("--device", device, names.contains(device), wanted);
        } catch (SocketException e) {
            throw new BenchException("--device: " + e.getMessage());
        }
    }

    private void print(Environment environment, XdpRace.Outcome outcome) {
        PrintWriter text = output.text();
        text.println(environment.text());
        text.println("where    " + outcome.where());
        outcome.missing().forEach(feature -> text.println("without  " + feature));
        text.println();
        text.println(TABLE.head());
        List<Figure> figures = new ArrayList<>(outcome.figures());
        figures.sort(Comparator.comparing(XdpCommand::order));
        for (Figure figure : figures) {
            text.println(row(figure.metric(), figure.carrier(), figure.spread(), figure.unit()));
        }
        for (XdpRace.Times times : outcome.times()) {
            text.println(row(times.task(), times.by(), times.spread(), "x"));
        }
        text.println();
        outcome.packets()
                .forEach((packets, count) -> {
                    if (count > 0) {
                        text.printf("%,15d packets %s%n", count, packets.meaning());
                    }
                });
        text.println(outcome.version());
        text.flush();
    }

    /** Of the task of a metric such as {@code rxdrop-heap}. */
    private static int order(Figure figure) {
        String task = figure.metric().split("-")[0].toUpperCase(Locale.ROOT);
        XdpTask[] all = XdpTask.values();
        return task.equalsIgnoreCase(OVERLAY) ? all.length : XdpTask.valueOf(task).ordinal();
    }

    private static String row(String task, String by, Spread spread, String unit) {
        return TABLE.row(
                task, by, spread.median(), spread.low(), spread.high(), spread.count(), unit);
    }

    private <T extends Enum<T>> T one(T[] all, String name, String option) {
        StringBuilder names = new StringBuilder();
        for (T each : all) {
            String label = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (label.equals(name)) {
                return each;
            }
            names.append(names.isEmpty() ? "" : ", ").append(label);
        }
        throw new ParameterException(
                spec.commandLine(), option + ": want one of " + names + ", got " + name);
    }

    private void check(String option, Object got, boolean holds, String wanted) {
        if (!holds) {
            throw new ParameterException(
                    spec.commandLine(), option + ": want " + wanted + ", got " + got);
        }
    }
}
