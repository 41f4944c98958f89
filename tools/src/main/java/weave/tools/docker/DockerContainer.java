package weave.tools.docker;

import java.nio.file.Path;

/**
 * What Docker tells of a container.
 *
 * @param id 64 hex digits
 * @param name without a slash before it
 * @param pid of its first process; 0 if it does not run
 * @param hostname as the container sees it
 * @param domainname empty if it has none
 * @param hostsFile what is {@code /etc/hosts} in it; {@code null} if Docker does not say
 */
public record DockerContainer(
        String id, String name, long pid, String hostname, String domainname, Path hostsFile) {
    public boolean isRunning() {
        return pid > 0;
    }

    /** Its name and domain; Docker keeps a name like {@code a1.weave.local} in one piece. */
    public String fullName() {
        return domainname.isEmpty() ? hostname : hostname + "." + domainname;
    }
}
