package weave.tools.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;

/** A host of the overlay: a namespace, and a weaved of the distribution that runs in it. */
final class Host implements AutoCloseable {
    /** Where the programs are. */
    static final Path DIST =
            Path.of(System.getProperty("weave.dist", "target/dist")).toAbsolutePath();

    static final int HTTP_PORT = 6784;
    static final int OVERLAY_PORT = 6783;

    /** Within this a daemon has started, and connections are made, on a busy machine. */
    static final Duration SOON =
            Duration.ofSeconds(System.getenv("WEAVED_KERNEL_LAB") == null ? 90 : 300);

    /** Flags for every daemon of a run, to put all of the tests under another setting. */
    private static final List<String> RUN_FLAGS =
            System.getenv("WEAVE_TEST_FLAGS") == null
                    ? List.of()
                    : List.of(System.getenv("WEAVE_TEST_FLAGS").split(" "));

    /**
     * Two machines have a /run each; the two hosts of a test share the machine's. The names of
     * namespaces stay.
     */
    private static final String OWN_RUN =
            """
            mkdir -p "$1" && mount --rbind /run/netns "$1" && mount -t tmpfs weaved /run \\
                && mkdir /run/netns && mount --rbind "$1" /run/netns && shift && exec "$@"
            """;

    private static final Pattern REFUSALS = Pattern.compile("\"Receive\\w+\": *(\\d+)");
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(90);

    private final String nickname;
    private final String peerName;
    private final Path folder;
    private final Path log;
    private final NetworkNamespace namespace;
    private final List<String> labFlags;
    private final List<String> environment = new ArrayList<>();
    private String address;
    private Process daemon;

    Host(String nickname, int number, Path parent, List<String> labFlags) {
        this.nickname = nickname;
        this.labFlags = labFlags;
        this.peerName = "02:00:5e:00:53:%02x".formatted(number);
        this.folder = parent.resolve(nickname);
        this.log = folder.resolve("weaved.log");
        this.namespace = NetworkNamespace.create(nickname);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String nickname() {
        return nickname;
    }

    String peerName() {
        return peerName;
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    /** Where its files are. */
    Path folder() {
        return folder;
    }

    /** The first address on the underlay. */
    String address() {
        return address;
    }

    /** Joins the host to {@code other} by a veth pair whose two ends have the same name. */
    void plug(NetworkNamespace other, String end, String at, int mtu) {
        NetworkNamespace.join(namespace, end, other, end);
        address(at, end, mtu);
    }

    /** Gives the host an address of a /24 on one of its ends. */
    void address(String at, String end, int mtu) {
        namespace.ip("addr add " + at + "/24 dev " + end);
        namespace.ip("link set " + end + " mtu " + mtu + " up");
        if (address == null) {
            address = at;
        }
    }

    /** Sets a variable of the daemon's environment, for the next start. */
    Host with(String variable, String value) {
        environment.add(variable + "=" + value);
        return this;
    }

    /** Starts the daemon under the host's name with further flags; returns when it answers. */
    Host start(String... flags) {
        List<String> all = new ArrayList<>(List.of("--name=" + peerName));
        all.addAll(List.of(flags));
        return startNameless(all.toArray(String[]::new));
    }

    /** The same without {@code --name}. */
    Host startNameless(String... flags) {
        launch(flags);
        awaitAnswers();
        return this;
    }

    /** Waits until the daemon that was launched answers. */
    void awaitAnswers() {
        Await.until(
                () -> nickname + " answers on HTTP; its log: " + String.join("\n", log()),
                SOON,
                () -> {
                    if (!daemon.isAlive()) {
                        throw new AssertionError("weaved ended: " + String.join("\n", log()));
                    }
                    return answers();
                });
    }

    /** Starts the daemon and does not wait for anything. */
    void launch(String... flags) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", OWN_RUN, "sh"));
        command.add(folder.resolve("netns").toString());
        command.add("env");
        command.addAll(environment);
        command.add(DIST.resolve("bin/weaved").toString());
        command.addAll(
                List.of(
                        "--interface=weave",
                        "--nickname=" + nickname,
                        "--db-prefix=" + folder.resolve("weave"),
                        "--http-addr=127.0.0.1:" + HTTP_PORT));
        command.addAll(RUN_FLAGS);
        command.addAll(labFlags);
        command.addAll(List.of(flags));
        daemon = namespace.start(log, command.toArray(String[]::new));
    }

    /** Asks the daemon to end, as a service manager does, and waits until it has. */
    void terminate() {
        signal("TERM");
        awaitExit();
    }

    /** Ends the daemon without a chance to say anything. */
    void kill() {
        signal("KILL");
        awaitExit();
    }

    /** Stops the daemon's threads until {@link #resume}. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /** Whether the daemon was started, and has not ended. */
    boolean isRunning() {
        return daemon != null && daemon.isAlive();
    }

    /** The daemon's exit status; it must have ended. */
    int exitStatus() {
        return daemon.exitValue();
    }

    void awaitExit() {
        try {
            if (!daemon.waitFor(EXIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(nickname + " still runs after " + EXIT_TIMEOUT);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    long pid() {
        return daemon.pid();
    }

    /** Everything the daemon wrote since the host was made. */
    List<String> log() {
        try {
            return Files.exists(log) ? Files.readAllLines(log, UTF_8) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line of the log in which the pattern is found. */
    void awaitLog(String pattern, Duration atMost) {
        Pattern wanted = Pattern.compile(pattern);
        Await.until(
                () -> nickname + " logs " + pattern + "; its log: " + String.join("\n", log()),
                atMost,
                () -> log().stream().anyMatch(line -> wanted.matcher(line).find()));
    }

    /** Waits until so many lines of the log contain the text. */
    void awaitLogCount(String text, int count, Duration atMost) {
        Await.until(
                () -> nickname + " logs " + text + "; its log: " + String.join("\n", log()),
                atMost,
                () -> log().stream().filter(line -> line.contains(text)).count() >= count);
    }

    /** Runs the {@code weave} command on this host. */
    NetworkNamespace.Result weave(String... arguments) {
        List<String> command = new ArrayList<>(List.of(DIST.resolve("bin/weave").toString()));
        command.addAll(List.of(arguments));
        return namespace.run(command.toArray(String[]::new));
    }

    /** The body that the daemon answers to {@code GET path}, whatever the status code. */
    String get(String path) {
        return http("GET", path, "").body();
    }

    HttpAnswer http(String method, String path, String form) {
        try {
            return namespace.call(() -> HttpAnswer.ask(HTTP_PORT, method, path, form));
        } catch (Exception e) {
            throw new IllegalStateException(method + " " + path + " on " + nickname, e);
        }
    }

    private boolean answers() {
        try {
            return namespace.call(() -> HttpAnswer.ask(HTTP_PORT, "GET", "/status", "")).code()
                    == 200;
        } catch (Exception e) {
            return false;
        }
    }

    /** The lines of {@code /status/connections}. */
    List<ConnectionLine> connections() {
        return ConnectionLine.parse(get("/status/connections"));
    }

    /** Whether a connection to this host is established. */
    boolean connectedTo(Host other) {
        return connections().stream()
                .anyMatch(line -> line.state().equals("established") && line.names(other));
    }

    /** Waits until there are established connections to all of them, seen from both ends. */
    void awaitConnectedTo(Host... others) {
        for (Host other : others) {
            Await.until(
                    () ->
                            nickname
                                    + " and "
                                    + other.nickname
                                    + " are connected; "
                                    + get("/status/connections")
                                    + "; "
                                    + other.get("/status/connections"),
                    SOON,
                    () -> connectedTo(other) && other.connectedTo(this));
        }
    }

    /** Waits until a line has a state that matches, and the pattern in its info. */
    void awaitConnection(String state, String info, Duration atMost) {
        Pattern wanted = Pattern.compile(info);
        Await.until(
                () -> nickname + " shows " + state + " " + info + ": " + get("/status/connections"),
                atMost,
                () ->
                        connections().stream()
                                .anyMatch(line ->
                                        line.state().matches(state)
                                                && wanted.matcher(line.info()).find()));
    }

    /** Waits until frames to all of these go by this overlay, seen from both ends. */
    void awaitCarriedBy(String overlay, Host... others) {
        for (Host other : others) {
            Await.until(
                    () -> nickname + " reaches " + other.nickname + " by " + overlay,
                    SOON,
                    () -> carriesBy(overlay, other) && other.carriesBy(overlay, this));
        }
    }

    /** Whether frames to this neighbour go by this overlay. */
    boolean carriesBy(String overlay, Host neighbour) {
        return connections().stream()
                .anyMatch(line ->
                        line.state().equals("established")
                                && line.names(neighbour)
                                && line.info().contains(overlay + " " + neighbour.peerName));
    }

    /** The time that the daemon spent on the processors so far, in user and kernel, in ms. */
    long cpuMillis() {
        // Fields 14 and 15 of proc(5); the second one, in brackets, may hold blanks.
        String[] fields = proc("stat").replaceFirst(".*\\) ", "").split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10;
    }

    /** The memory that the daemon has in use now, in KiB. */
    long residentKib() {
        return proc("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** How many datagrams the daemon has counted as coming from nobody it knows, or changed. */
    long refusedDatagrams() {
        return REFUSALS.matcher(get("/report"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** What the daemon has counted under this name so far. */
    long counter(String name) {
        Matcher found = Pattern.compile("\"" + name + "\": *(\\d+)").matcher(get("/report"));
        if (!found.find()) {
            throw new AssertionError("no counter " + name + " in the report of " + nickname);
        }
        return Long.parseLong(found.group(1));
    }

    /** How many files the daemon has open. */
    long openFiles() {
        try (var files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String proc(String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid() + "/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String signal) {
        namespace.run("kill", "-" + signal, Long.toString(pid())).orFail();
    }

    @Override
    public void close() {
        if (daemon != null && daemon.isAlive()) {
            resume();
        }
        namespace.close();
    }
}
