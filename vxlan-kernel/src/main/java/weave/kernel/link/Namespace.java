package weave.kernel.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import weave.linux.Errno;
import weave.linux.FileDescriptor;
import weave.linux.LinuxException;
import weave.linux.call.CallState;
import weave.linux.call.Files;
import weave.linux.call.Namespaces;

/**
 * A network namespace that is held open: it lives on, whoever else leaves it. A namespace is a
 * property of a thread, so work is done in it by a thread of its own that ends with the work; no
 * other thread of this process ever changes its namespace.
 */
public final class Namespace implements AutoCloseable {
    private final String name;
    private final FileDescriptor file;
    private final long inode;

    private Namespace(String name, FileDescriptor file) {
        this.name = name;
        this.file = file;
        this.inode = inode(file);
    }

    /**
     * Opens the one behind a file, such as {@code /proc/1234/ns/net} or {@code /run/netns/blue}.
     *
     * @throws LinuxException if there is no such file, or it is no network namespace ({@code
     *     EINVAL})
     */
    public static Namespace ofPath(Path path) {
        CallState state = new CallState();
        String operation = "open network namespace " + path;
        // Not to hang where somebody names a pipe.
        int flags = Files.O_RDONLY | Files.O_CLOEXEC | Files.O_NONBLOCK;
        FileDescriptor file =
                new FileDescriptor(operation, Files.open(state, path.toString(), flags));
        try {
            int kind = Files.ioctl(state, file.number(), Namespaces.NS_GET_NSTYPE, 0);
            if (kind != Namespaces.CLONE_NEWNET) {
                throw new LinuxException(operation, Errno.EINVAL, "it is none");
            }
            return new Namespace(path.toString(), file);
        } catch (LinuxException refused) {
            file.close();
            throw refused;
        }
    }

    /** Opens the one that a process is in. */
    public static Namespace ofProcess(long pid) {
        return ofPath(Path.of("/proc/" + pid + "/ns/net"));
    }

    /** Opens the one that the calling thread is in. */
    public static Namespace current() {
        return ofPath(Path.of("/proc/thread-self/ns/net"));
    }

    /** What tells it from every other namespace of this machine at this moment. */
    public long inode() {
        return inode;
    }

    /** Where other programs find it as long as it is open here. */
    public Path path() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + file.number());
    }

    /**
     * Runs work in the namespace and waits for it. Sockets that it opens stay there. It must not
     * start threads or processes: those would be in the namespace, too.
     *
     * @throws LinuxException if the kernel does not let us in
     */
    public <T> T call(Callable<T> work) {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    enter();
                    return work.call();
                });
        Thread.ofPlatform()
                .name("weave-namespace")
                .inheritInheritableThreadLocals(false)
                .start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    // What is half-way done in the namespace is finished first.
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw unchecked(failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return name;
    }

    /** The descriptor's number; only while open. */
    int number() {
        return file.number();
    }

    private void enter() {
        LinuxException.check(
                "enter network namespace " + name,
                Namespaces.setns(new CallState(), file.number(), Namespaces.CLONE_NEWNET));
    }

    private static long inode(FileDescriptor file) {
        try {
            Path link = Path.of("/proc/self/fd/" + file.number());
            return (long) java.nio.file.Files.getAttribute(link, "unix:ino");
        } catch (IOException e) {
            throw new LinuxException("identify network namespace", Errno.EIO, e.getMessage());
        }
    }

    private static RuntimeException unchecked(Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }
}
