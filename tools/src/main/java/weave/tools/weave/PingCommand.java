package weave.tools.weave;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code weave ping}. */
@Command(
        name = "ping",
        description = "Measures the way that frames take to a peer, and back.",
        footer = {
            "",
            "The daemons' bridges answer, no container need be there. Weave Net peers pass echoes"
                    + " on",
            "and answer none. Exits with 1 if none came back.",
            "",
            "Examples:",
            "  weave ping host3",
            "  weave ping 7a:2f:9e:01:02:03 -c 100 -i 0.1",
            "  weave ping 192.0.2.3 -s 1376"
        })
final class PingCommand implements Callable<Integer> {
    private static final double INTERVAL_MIN = 0.01;
    private static final double SECONDS_MAX = 60;
    private static final double MILLIS = 1000;
    private static final int SIZE_MIN = 18;
    private static final int SIZE_MAX = 65_521;

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "<n>",
            description = "How many; without end if 0. [5]")
    private int count = 5;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "<seconds>",
            description = "Between two, 0.01 to 60. [1]")
    private double interval = 1;

    @Option(
            names = {"-s", "--size"},
            paramLabel = "<bytes>",
            description = "Of what the frame carries, as the MTU counts it: 18 to 65521. [64]")
    private int size = 64;

    @Option(
            names = {"-W", "--timeout"},
            paramLabel = "<seconds>",
            description = "To wait for each, 0.01 to 60. [1]")
    private double timeout = 1;

    @Parameters(
            paramLabel = "<peer>",
            description = "Its name, nickname, or the address of a connection to it.")
    private String peer;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(peer.isBlank(), "<peer>: want a name, nickname or address");
        check(count < 0, "--count: want 0 or more");
        check(isOutside(interval), "--interval: " + interval + ": want 0.01 to 60 seconds");
        check(isOutside(timeout), "--timeout: " + timeout + ": want 0.01 to 60 seconds");
        check(size < SIZE_MIN || size > SIZE_MAX, "--size: " + size + ": want 18 to 65521 bytes");
        int timeoutMillis = (int) Math.round(timeout * MILLIS);
        Duration pause = Duration.ofMillis(Math.round(interval * MILLIS));
        Pinger pinger = new Pinger(weave, spec.commandLine().getOut(), peer, size, timeoutMillis);
        return pinger.run(count, pause);
    }

    private void check(boolean isWrong, String line) {
        if (isWrong) {
            throw new ParameterException(spec.commandLine(), line);
        }
    }

    private static boolean isOutside(double seconds) {
        return !(seconds >= INTERVAL_MIN && seconds <= SECONDS_MAX);
    }
}
