package weave.tools.attach;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose a namespace is: the container's id as its control group has it, else the name that {@code
 * ip netns} gave it, else its number. So a container has the same addresses whether it is called by
 * its id, by a process in it, or by the path of its namespace.
 */
final class Identity {
    /** Docker, containerd, podman and CRI-O put 64 hex digits into the control group's path. */
    private static final Pattern CONTAINER = Pattern.compile("\\b[0-9a-f]{64}\\b");

    private static final int SHORT_LENGTH = 12;

    private Identity() {}

    /**
     * @param inode of the namespace
     * @param pid of a process in it, or 0
     */
    static String of(long inode, long pid) {
        return of(inode, pid > 0 ? List.of(Path.of("/proc/" + pid + "/cgroup")) : List.of());
    }

    /**
     * @param inode of the namespace
     * @param controlGroups what the kernel tells of those of processes in it; some may have ended
     */
    static String of(long inode, List<Path> controlGroups) {
        for (Path told : controlGroups) {
            String container = containerIn(told);
            if (!container.isEmpty()) {
                return container;
            }
        }
        String name = nameOf(inode);
        return name.isEmpty() ? "netns-" + inode : name;
    }

    /** Whether it is an id as Docker and its like give them. */
    static boolean isContainerId(String ident) {
        return CONTAINER.matcher(ident).matches();
    }

    /** As tables show it: ids are cut, names are not. */
    static String shown(String ident) {
        return isContainerId(ident) ? ident.substring(0, SHORT_LENGTH) : ident;
    }

    private static String containerIn(Path controlGroup) {
        try {
            Matcher id = CONTAINER.matcher(Files.readString(controlGroup));
            // The innermost of nested ones.
            String last = "";
            while (id.find()) {
                last = id.group();
            }
            return last;
        } catch (IOException _) {
            return "";
        }
    }

    private static String nameOf(long inode) {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(ContainerFinder.NAMED)) {
            for (Path name : names) {
                if (inodeOf(name) == inode) {
                    return name.getFileName().toString();
                }
            }
        } catch (IOException _) {
            // No names are given on this host.
        }
        return "";
    }

    /** The number of the namespace behind a file; 0 if there is none. */
    static long inodeOf(Path file) {
        try {
            return (long) Files.getAttribute(file, "unix:ino");
        } catch (IOException _) {
            return 0;
        }
    }
}
