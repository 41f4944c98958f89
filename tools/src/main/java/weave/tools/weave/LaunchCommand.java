package weave.tools.weave;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import weave.tools.client.WeaveClient;
import weave.tools.host.FileTrouble;
import weave.tools.http.HttpAddress;
import weave.tools.weaved.AbsentServices;

/** {@code weave launch}: starts the daemon and leaves it alone once it is ready. */
@Command(
        name = "launch",
        customSynopsis =
                "weave launch [--no-restart] [--log=<file>] [<flag of weaved>...] [<peer>...]",
        description = {
            "Starts the daemon in the background, waits until it is ready, and prints the id of the"
                    + " process that looks after it. See weaved --help for its flags.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  weave launch",
            "  weave launch host2 host3:6783",
            "  weave launch --log=/tmp/weaved.log --ipalloc-range=10.40.0.0/16 host2"
        })
final class LaunchCommand implements Callable<Integer> {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final String HTTP_ADDRESS = "--http-addr";
    private static final String DNS_ADDRESS = "--dns-listen-address";
    private static final String DOCKER_BRIDGE = "--docker-bridge";
    private static final String PASSWORD = "--password";
    private static final List<String> RANGE = List.of("--ipalloc-range", "--iprange", "-iprange");
    static final String LOG_DEFAULT = "/var/log/weaved.log";

    @ParentCommand private Weave weave;
    @Spec private CommandSpec spec;

    @Option(
            names = "--no-restart",
            description = "Do not start the daemon again if it is killed or crashes.")
    private boolean noRestart;

    @Option(
            names = "--log",
            paramLabel = "<file>",
            description = "Where the daemon's log goes, at the end. [" + LOG_DEFAULT + "]")
    private Path log = Path.of(LOG_DEFAULT);

    @Unmatched private List<String> flags = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        HttpAddress address = address();
        WeaveClient client = new WeaveClient(address);
        if (answers(client)) {
            weave.complain("weaved is already running; you can stop it with 'weave stop'");
            return Weave.FAILED;
        }
        AbsentServices.named(flags).forEach(weave::complain);
        String bridge = given("--interface").or(() -> given("--weave-bridge")).orElse("weave");
        Optional<String> range =
                RANGE.stream().map(this::given).flatMap(Optional::stream).findFirst();
        if (!new RangeCheck(weave, bridge).passes(range)) {
            return Weave.FAILED;
        }
        if (!canLog()) {
            return Weave.FAILED;
        }
        long logStart;
        Process process;
        try {
            logStart = Files.exists(log) ? Files.size(log) : 0;
            process = start(address);
        } catch (IOException e) {
            weave.complain("cannot start weaved: " + e.getMessage());
            return Weave.FAILED;
        }
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (isReady(client)) {
                spec.commandLine().getOut().println(process.pid());
                return Weave.OK;
            }
            if (!process.isAlive()) {
                return failed(process, logStart);
            }
            Daemon.pause();
        }
        weave.complain(
                "weaved runs, but is not ready after "
                        + READY_WITHIN.toSeconds()
                        + " s: see weave status, and "
                        + log);
        return Weave.FAILED;
    }

    /** Tries before anything is started: what fails then is said by the name of the file. */
    private boolean canLog() {
        try {
            Path folder = log.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            return true;
        } catch (IOException e) {
            String hint =
                    e instanceof AccessDeniedException
                            ? "run as root, or choose --log"
                            : "choose another --log";
            weave.complain("cannot write " + log + ": " + FileTrouble.reason(e) + ": " + hint);
            return false;
        }
    }

    private Process start(HttpAddress address) throws IOException {
        Path home = Daemon.home();
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (!noRestart) {
            command.add("sh");
            command.add(home.resolve("libexec/supervise.sh").toString());
        }
        command.add(home.resolve("bin/weaved").toString());
        if (!isGiven(HTTP_ADDRESS)) {
            command.add(HTTP_ADDRESS + "=" + address);
        }
        if (!isGiven(DNS_ADDRESS)) {
            dockerAddress().ifPresent(ip -> command.add(DNS_ADDRESS + "=" + ip + ":53"));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        addFlags(builder, command);
        return builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Everyone on the host can read arguments; so the password goes into the environment. */
    private void addFlags(ProcessBuilder builder, List<String> command) {
        for (int i = 0; i < flags.size(); i++) {
            String flag = flags.get(i).startsWith("-password") ? "-" + flags.get(i) : flags.get(i);
            if (flag.startsWith(PASSWORD + "=")) {
                builder.environment().put("WEAVE_PASSWORD", flag.substring(PASSWORD.length() + 1));
            } else if (flag.equals(PASSWORD) && i + 1 < flags.size()) {
                i++;
                builder.environment().put("WEAVE_PASSWORD", flags.get(i));
            } else {
                command.add(flags.get(i));
            }
        }
    }

    private int failed(Process process, long logStart) throws IOException {
        String said = Files.exists(log) ? tail(logStart) : "";
        weave.complain(said.isEmpty() ? "weaved ended; see " + log : said);
        return process.exitValue() == Weave.WRONG_USAGE ? Weave.WRONG_USAGE : Weave.FAILED;
    }

    /** The last line that the daemon wrote, without what a log puts before it. */
    private String tail(long logStart) throws IOException {
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.min(logStart, all.length);
        return new String(all, start, all.length - start, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((_, last) -> last)
                .map(line -> line.replaceFirst("^weaved: |^[A-Z]{4}: [0-9/]+ [0-9:.]+ ", ""))
                .orElse("");
    }

    /** Where the daemon will listen: as its own flag says, else as for every command. */
    private HttpAddress address() {
        String given = given(HTTP_ADDRESS).orElse(null);
        if (given == null) {
            return weave.address();
        }
        try {
            HttpAddress address = HttpAddress.parse(given);
            if (!(address instanceof HttpAddress.Off)) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "launch: " + HTTP_ADDRESS + ": " + e.getMessage());
        }
        throw new ParameterException(
                spec.commandLine(), "launch: " + HTTP_ADDRESS + ": weave has to find the daemon");
    }

    /** By it, containers of Docker reach the host, and so ask it for names. */
    private Optional<String> dockerAddress() throws IOException {
        String name = given(DOCKER_BRIDGE).filter(text -> !text.isEmpty()).orElse("docker0");
        NetworkInterface bridge = NetworkInterface.getByName(name);
        return bridge == null
                ? Optional.empty()
                : bridge.inetAddresses()
                        .filter(Inet4Address.class::isInstance)
                        .map(InetAddress::getHostAddress)
                        .findFirst();
    }

    private boolean isGiven(String name) {
        return flags.stream().anyMatch(flag -> flag.equals(name) || flag.startsWith(name + "="));
    }

    /** The value of a flag; the last one counts. */
    private Optional<String> given(String name) {
        String given = null;
        for (int i = 0; i < flags.size(); i++) {
            String flag = flags.get(i);
            if (flag.startsWith(name + "=")) {
                given = flag.substring(name.length() + 1);
            } else if (flag.equals(name) && i + 1 < flags.size()) {
                given = flags.get(i + 1);
            }
        }
        return Optional.ofNullable(given);
    }

    private static boolean answers(WeaveClient client) {
        try {
            client.status("");
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static boolean isReady(WeaveClient client) {
        try {
            return client.status("").isSuccess();
        } catch (IOException notYet) {
            return false;
        }
    }
}
