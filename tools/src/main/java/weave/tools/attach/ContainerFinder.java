package weave.tools.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import weave.kernel.link.Namespace;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.tools.attach.AttachException.Kind;
import weave.tools.docker.DockerClient;
import weave.tools.docker.DockerContainer;

/**
 * Finds a container by what people call it, in this order: the path of a namespace, a process id, a
 * name that {@code ip netns} knows, an id or a name that Docker knows.
 */
public final class ContainerFinder {
    static final Path NAMED = Path.of("/run/netns");

    private final DockerClient docker;

    /**
     * @param docker {@code null} if there is none to ask
     */
    public ContainerFinder(DockerClient docker) {
        this.docker = docker;
    }

    /**
     * Finds it; the caller closes it.
     *
     * @throws AttachException if there is no such container, it does not run, or it is the host
     */
    Container find(String asked) {
        if (asked.isBlank() || asked.chars().anyMatch(Character::isISOControl)) {
            throw new AttachException(
                    Kind.MISUSE,
                    "want a container: an id or name of Docker's, a process id, or the name or path"
                            + " of a network namespace");
        }
        Container found = open(asked);
        try (Namespace host = Namespace.current()) {
            if (found.namespace().inode() == host.inode()) {
                found.close();
                throw new AttachException(
                        Kind.CONFLICT,
                        asked + " is in the host's own network namespace: use weave expose");
            }
        }
        return found;
    }

    private Container open(String asked) {
        if (asked.contains("/")) {
            return ofPath(asked, path(asked));
        }
        if (asked.matches("[0-9]{1,10}") && Files.exists(Path.of("/proc/" + asked))) {
            return ofProcess(asked, Long.parseLong(asked));
        }
        if (!asked.equals(".") && !asked.equals("..") && Files.exists(NAMED.resolve(asked))) {
            return ofPath(asked, NAMED.resolve(asked));
        }
        return ofDocker(asked);
    }

    private static Path path(String asked) {
        try {
            Path path = Path.of(asked);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException _) {
            // Refused like a relative one.
        }
        throw new AttachException(Kind.MISUSE, "\"" + asked + "\": want an absolute path");
    }

    private static Container ofPath(String asked, Path path) {
        Namespace namespace = opened(asked, path);
        // /proc/1234/ns/net is as good as 1234.
        boolean isProcess = path.toString().matches("/proc/[0-9]{1,10}/ns/net");
        long pid = isProcess ? Long.parseLong(path.getName(1).toString()) : 0;
        return new Container(Identity.of(namespace.inode(), pid), asked, pid, namespace, null);
    }

    private static Container ofProcess(String asked, long pid) {
        Namespace namespace = opened(asked, Path.of("/proc/" + pid + "/ns/net"));
        return new Container(Identity.of(namespace.inode(), pid), asked, pid, namespace, null);
    }

    private Container ofDocker(String asked) {
        if (docker == null) {
            throw new AttachException(
                    Kind.NOT_FOUND,
                    "no process and no network namespace is called \"" + asked + "\"");
        }
        DockerContainer container;
        try {
            container =
                    docker.container(asked)
                            .orElseThrow(() ->
                                    new AttachException(
                                            Kind.NOT_FOUND, "no such container: " + asked));
        } catch (IOException e) {
            throw new AttachException(
                    Kind.NOT_FOUND,
                    "no process and no network namespace is called \""
                            + asked
                            + "\", and "
                            + docker
                            + " does not answer ("
                            + e.getMessage()
                            + ")",
                    e);
        }
        if (!container.isRunning()) {
            throw new AttachException(Kind.CONFLICT, "container " + asked + " is not running");
        }
        Path path = Path.of("/proc/" + container.pid() + "/ns/net");
        return new Container(
                container.id(), asked, container.pid(), opened(asked, path), container);
    }

    private static Namespace opened(String asked, Path path) {
        try {
            return Namespace.ofPath(path);
        } catch (LinuxException refused) {
            String reason =
                    switch (refused.errno()) {
                        case Errno.ENOENT -> "there is no " + path;
                        case Errno.EINVAL -> path + " is no network namespace";
                        default -> refused.getMessage();
                    };
            boolean isNone = refused.errno() == Errno.ENOENT || refused.errno() == Errno.EINVAL;
            String whose = path.toString().equals(asked) ? "" : asked + ": ";
            throw new AttachException(
                    isNone ? Kind.NOT_FOUND : Kind.FAILED, whose + reason, refused);
        }
    }
}
