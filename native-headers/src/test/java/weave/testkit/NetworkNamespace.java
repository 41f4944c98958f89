package weave.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Namespaces;

/**
 * A host of a test: a network namespace with a name of its own, and the processes started in it.
 * Closing it ends those and removes the namespace; so does the end of the JVM.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration UP_TIMEOUT = Duration.ofSeconds(60);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Set<NetworkNamespace> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> OPEN.forEach(NetworkNamespace::close)));
    }

    private final String name;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();

    /** What a command left: its exit status and what it wrote. */
    public record Result(int exit, String stdout, String stderr) {
        /** Returns {@code stdout}, or fails with what the command wrote. */
        public String orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + ": " + stderr + stdout);
            }
            return stdout;
        }
    }

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Makes a namespace with {@code lo} up; {@code hint} is a part of its name. */
    public static NetworkNamespace create(String hint) {
        String name =
                "weavetest-"
                        + hint
                        + "-"
                        + ProcessHandle.current().pid()
                        + "-"
                        + COUNT.getAndIncrement();
        NetworkNamespace namespace = new NetworkNamespace(name);
        namespace.execute(List.of("ip", "netns", "add", name)).orFail();
        OPEN.add(namespace);
        namespace.ip("link set lo up");
        return namespace;
    }

    /** Joins two by a veth pair whose ends are up and have these names of at most 15 characters. */
    public static void join(
            NetworkNamespace left, String leftEnd, NetworkNamespace right, String rightEnd) {
        left.ip(
                "link add "
                        + leftEnd
                        + " type veth peer name "
                        + rightEnd
                        + " netns "
                        + right.name);
        left.ip("link set " + leftEnd + " up");
        right.ip("link set " + rightEnd + " up");
        left.awaitUp(leftEnd);
    }

    /**
     * Waits until a link that was set up before its other end was can send: the kernel sees to that
     * in the background, and drops until then.
     */
    public void awaitUp(String link) {
        Await.until(
                () -> link + " is up: " + ip("link show " + link),
                UP_TIMEOUT,
                () -> ip("link show " + link).contains(" state UP "));
    }

    /** What {@code ip netns} knows it by. */
    public String name() {
        return name;
    }

    /** Runs {@code ip} here with arguments that blanks separate; returns its output or fails. */
    public String ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments.split(" ")));
        Result result = execute(command);
        if (result.exit != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.stderr);
        }
        return result.stdout;
    }

    /** Runs a command here until it ends; fails if that takes minutes. */
    public Result run(String... command) {
        return execute(inside(command));
    }

    /** Starts a command here; the caller reads what it writes to its two pipes. */
    public Process start(String... command) {
        return started(new ProcessBuilder(inside(command)));
    }

    /** Starts a command here; what it writes is appended to {@code log}. */
    public Process start(Path log, String... command) {
        return started(
                new ProcessBuilder(inside(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    }

    /** Runs {@code work} in this process, on a thread of its own that is in the namespace. */
    public <T> T call(Callable<T> work) throws Exception {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    enter();
                    return work.call();
                });
        // Not a virtual thread: the namespace is a property of the thread the kernel knows.
        Thread.ofPlatform().name(name).start(task);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) failed.getCause();
        }
    }

    /** Moves the calling thread into the namespace, for the rest of its life. */
    public void enter() {
        CallState state = new CallState();
        String operation = "open network namespace " + name;
        try (FileDescriptor file =
                new FileDescriptor(operation, Namespaces.openNamed(state, name))) {
            LinuxException.check(
                    "enter network namespace " + name,
                    Namespaces.setns(state, file.number(), Namespaces.CLONE_NEWNET));
        }
    }

    /** Ends what was started here, with its children, and removes the namespace. */
    @Override
    public void close() {
        if (!OPEN.remove(this)) {
            return;
        }
        processes.forEach(NetworkNamespace::kill);
        execute(List.of("ip", "netns", "del", name)).orFail();
    }

    private List<String> inside(String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return whole;
    }

    private Process started(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            processes.add(process);
            process.onExit().thenRun(() -> processes.remove(process));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result execute(List<String> command) {
        Process process = started(new ProcessBuilder(command));
        try {
            process.getOutputStream().close();
            FutureTask<String> stdout = reading(process.getInputStream());
            FutureTask<String> stderr = reading(process.getErrorStream());
            if (!process.waitFor(COMMAND_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                kill(process);
                throw new AssertionError("did not end within " + COMMAND_TIMEOUT + ": " + command);
            }
            return new Result(process.exitValue(), stdout.get(), stderr.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            kill(process);
            throw new AssertionError(String.join(" ", command), e);
        }
    }

    private static FutureTask<String> reading(InputStream from) {
        FutureTask<String> text =
                new FutureTask<>(() -> new String(from.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(text);
        return text;
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(EXIT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
