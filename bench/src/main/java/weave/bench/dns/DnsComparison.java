package weave.bench.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import weave.bench.compare.Spread;
import weave.bench.lab.BenchException;
import weave.bench.lab.Commands;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.traffic.Daemons;
import weave.bench.traffic.UdpSocket;

/**
 * Asks servers in turn, in a namespace of their own, all of them up with the same names: the first
 * is ours.
 */
public final class DnsComparison {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT = 5300;
    private static final int CLIENT_PORT = 40_000;
    private static final double PROBE_SECONDS = 0.05;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Map<Server, Contest> contests = new LinkedHashMap<>();

    /**
     * How long and how much.
     *
     * @param window queries under way at a time
     * @param warmupSeconds asked of each server before anything counts
     * @param rounds in each of which every server is asked once
     */
    public record Plan(
            Names names, int window, double warmupSeconds, int rounds, double roundSeconds) {}

    /** One server at work. */
    private record Contest(
            Queries queries,
            Daemons daemons,
            List<Double> perSecond,
            List<Double> perCpuSecond,
            long[] lost) {}

    private DnsComparison(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * @param servers ours first
     * @param notes for the outcome
     */
    public static DnsOutcome run(
            Plan plan, List<Server> servers, List<String> notes, Consumer<String> progress) {
        Path folder = null;
        try (Namespace host = Namespace.create("dns")) {
            folder = Files.createTempDirectory("weavebench-");
            DnsComparison comparison = new DnsComparison(plan, progress);
            comparison.start(host, servers, folder);
            comparison.measure();
            return comparison.outcome(notes);
        } catch (IOException e) {
            throw new BenchException(Commands.oneLine(e.getMessage()));
        } finally {
            remove(folder);
        }
    }

    private void start(Namespace host, List<Server> servers, Path folder) {
        int number = 0;
        for (Server server : servers) {
            progress.accept("starting " + server.name() + " with " + plan.names.count() + " names");
            int port = PORT + number++;
            Process process = server.start(host, plan.names, port, folder);
            Queries queries =
                    host.call(() ->
                            new Queries(
                                    plan.names,
                                    UdpSocket.open(LOOPBACK, CLIENT_PORT + port, LOOPBACK, port),
                                    plan.window));
            Patience.until(
                    Patience.SOON,
                    () -> server.name() + " does not answer",
                    () -> process.isAlive() && queries.run(PROBE_SECONDS).answered() > 0);
            contests.put(
                    server,
                    new Contest(
                            queries,
                            new Daemons(List.of(process.pid())),
                            new ArrayList<>(),
                            new ArrayList<>(),
                            new long[1]));
        }
    }

    private void measure() {
        for (Map.Entry<Server, Contest> entry : contests.entrySet()) {
            progress.accept("warming " + entry.getKey().name() + " up");
            entry.getValue().queries.run(plan.warmupSeconds);
        }
        for (int round = 1; round <= plan.rounds; round++) {
            progress.accept("round " + round + " of " + plan.rounds);
            contests.forEach(this::measure);
        }
    }

    private void measure(Server server, Contest contest) {
        double before = contest.daemons.cpuSeconds();
        Queries.Count count = contest.queries.run(plan.roundSeconds);
        double cpu = contest.daemons.cpuSeconds() - before;
        if (count.answered() == 0 || cpu <= 0) {
            throw new BenchException(server.name() + " answers no more");
        }
        contest.perSecond.add(count.answered() / count.seconds());
        contest.perCpuSecond.add(count.answered() / cpu);
        contest.lost[0] += count.lost();
    }

    private DnsOutcome outcome(List<String> notes) {
        List<DnsOutcome.Figure> figures = new ArrayList<>();
        List<DnsOutcome.Ratio> ratios = new ArrayList<>();
        Map<String, String> versions = new LinkedHashMap<>();
        Contest ours = null;
        for (Map.Entry<Server, Contest> entry : contests.entrySet()) {
            Contest contest = entry.getValue();
            String name = entry.getKey().name();
            figures.add(
                    new DnsOutcome.Figure(
                            name,
                            spread(contest.perSecond),
                            spread(contest.perCpuSecond),
                            contest.lost[0]));
            if (ours == null) {
                ours = contest;
            } else {
                ratios.add(
                        new DnsOutcome.Ratio(
                                name,
                                quotients(ours.perSecond, contest.perSecond),
                                quotients(ours.perCpuSecond, contest.perCpuSecond)));
            }
            Commands.Result version = Commands.run(entry.getKey().versionCommand());
            versions.put(name, version.stdout().lines().findFirst().orElse("unknown"));
            contest.queries.close();
        }
        return new DnsOutcome(plan.names.count(), plan.window, figures, ratios, versions, notes);
    }

    private static Spread quotients(List<Double> ours, List<Double> others) {
        double[] quotients = new double[ours.size()];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = ours.get(i) / others.get(i);
        }
        return Spread.of(quotients);
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static void remove(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
