package weave.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Namespaces;

/**
 * A network namespace with a name of its own, and the processes started in it. Closing it ends
 * those and removes the namespace.
 */
public final class Namespace implements AutoCloseable {
    /** What every name begins with. */
    public static final String PREFIX = "weavebench-";

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(5);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final Set<Process> processes = ConcurrentHashMap.newKeySet();

    private Namespace(String name) {
        this.name = name;
    }

    /** Makes one with {@code lo} up; {@code hint} is a part of its name. */
    public static Namespace create(String hint) {
        String name =
                PREFIX + ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement() + "-" + hint;
        Namespace namespace = new Namespace(name);
        Commands.output("ip", "netns", "add", name);
        try {
            namespace.ip("link set lo up");
            return namespace;
        } catch (RuntimeException e) {
            namespace.close();
            throw e;
        }
    }

    /** What {@code ip netns} knows it by. */
    public String name() {
        return name;
    }

    /** Runs {@code ip} here with arguments that blanks separate; returns its output. */
    public String ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments.split(" ")));
        return Commands.output(command.toArray(String[]::new));
    }

    /** Whether a device of this name is here. */
    public boolean hasDevice(String device) {
        return Commands.run(List.of("ip", "-n", name, "link", "show", device)).exit() == 0;
    }

    /** The MTU of a device, in bytes. */
    public int mtu(String device) {
        String shown = ip("-o link show " + device);
        String[] words = shown.substring(shown.indexOf(" mtu ") + 5).split(" ", 2);
        return Integer.parseInt(words[0]);
    }

    /** Runs a command here to its end; it must succeed. */
    public String output(String... command) {
        return Commands.output(inside(command).toArray(String[]::new));
    }

    /** Runs a command here to its end, whatever its exit status. */
    public Commands.Result run(String... command) {
        return Commands.run(inside(command));
    }

    /** Starts a command here that stays; what it writes goes to the end of {@code log}. */
    public Process start(Path log, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(inside(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return started(builder);
    }

    /**
     * The same with a {@code /run} of its own, as two machines have: namespaces share the
     * machine's.
     */
    public Process startWithOwnRun(Path log, List<String> command) {
        List<String> whole =
                new ArrayList<>(
                        List.of("sh", "-c", "mount -t tmpfs own /run && exec \"$@\"", "sh"));
        whole.addAll(command);
        return start(log, whole.toArray(String[]::new));
    }

    /** Starts a command here whose output the caller reads. */
    public Process start(String... command) {
        return started(new ProcessBuilder(inside(command)).redirectErrorStream(true));
    }

    /** Runs {@code work} on a thread of its own that is in the namespace. */
    public <T> FutureTask<T> begin(String threadName, Callable<T> work) {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    enter();
                    return work.call();
                });
        // Not a virtual thread: the namespace is a property of the thread the kernel knows.
        Thread.ofPlatform().daemon().name(threadName).start(task);
        return task;
    }

    /** The same, waiting for its result. */
    public <T> T call(Callable<T> work) {
        return await(begin(name, work));
    }

    /** The result of a task, or what it threw. */
    public static <T> T await(FutureTask<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw new BenchException("interrupted");
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case IOException e -> throw new UncheckedIOException(e);
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    /** The processes that are here now. */
    public List<Long> pids() {
        return Commands.run(List.of("ip", "netns", "pids", name))
                .stdout()
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    /** Ends what runs here, first with a chance to tidy up, and removes the namespace. */
    @Override
    public void close() {
        pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
        long deadline = System.nanoTime() + EXIT_TIMEOUT.toNanos();
        while (!pids().isEmpty() && System.nanoTime() - deadline < 0) {
            Patience.pause(Duration.ofMillis(50));
        }
        processes.forEach(Commands::end);
        pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        Commands.run(List.of("ip", "netns", "del", name));
    }

    private void enter() {
        CallState state = new CallState();
        String operation = "open network namespace " + name;
        try (FileDescriptor file =
                new FileDescriptor(operation, Namespaces.openNamed(state, name))) {
            LinuxException.check(
                    "enter network namespace " + name,
                    Namespaces.setns(state, file.number(), Namespaces.CLONE_NEWNET));
        }
    }

    private List<String> inside(String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        return whole;
    }

    private Process started(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            processes.add(process);
            process.onExit().thenRun(() -> processes.remove(process));
            return process;
        } catch (IOException e) {
            throw new BenchException(Commands.oneLine(e.getMessage()));
        }
    }
}
