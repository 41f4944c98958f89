package weave.tools.weave;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import weave.tools.top.Top;

/** {@code weave top}. */
@Command(
        name = "top",
        description = "Shows what each connection carries, live.",
        footer = {"", "Examples:", "  weave top", "  weave top -i 5 -c 12"})
final class TopCommand implements Callable<Integer> {
    private static final Pattern PEER = Pattern.compile("(?m)^([0-9a-f:]{17})\\((.*)\\)$");
    private static final double INTERVAL_MAX = 3600;
    private static final double MILLIS = 1000;

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "<seconds>",
            description = "Between two pages. [1]")
    private double interval = 1;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "<n>",
            description = "How many pages; without end if 0. [0]")
    private int count;

    @Option(
            names = "--db-prefix",
            paramLabel = "<prefix>",
            description = "As given to weaved. [/var/lib/weave/weave]")
    private String databasePrefix = "/var/lib/weave/weave";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval > 0 && interval <= INTERVAL_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), "--interval: " + interval + ": want 0.1 to 3600 seconds");
        }
        if (count < 0) {
            throw new ParameterException(spec.commandLine(), "--count: want 0 or more");
        }
        Duration pause = Duration.ofMillis(Math.max(1, Math.round(interval * MILLIS)));
        Path counters = Path.of(databasePrefix + "counters");
        boolean clears = count == 0 && System.console() != null && System.console().isTerminal();
        try {
            Top.run(counters, pause, count, clears, this::nickNames, spec.commandLine().getOut());
        } catch (NoSuchFileException e) {
            weave.complain(
                    "no counters at " + counters + ": is weaved running, with this --db-prefix?");
            return Weave.FAILED;
        } catch (IOException e) {
            weave.complain(e.getMessage());
            return Weave.FAILED;
        }
        return Weave.OK;
    }

    /** None where no daemon answers: the rates are worth having without. */
    private Map<String, String> nickNames() {
        Map<String, String> names = new HashMap<>();
        try {
            Matcher peer = PEER.matcher(weave.client().status("peers").body());
            while (peer.find()) {
                names.put(peer.group(1), peer.group(2));
            }
        } catch (IOException _) {
            // Shown by their names alone.
        }
        return names;
    }
}
