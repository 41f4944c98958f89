package weave.tools.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weave.tools.attach.AttachException.Kind;
import weave.tools.docker.DockerContainer;

/**
 * A Docker container's {@code /etc/hosts}: its own name is to be its address on the switch. What is
 * ours stands between two marks, and whatever else names the container by its name goes.
 */
final class HostsFile {
    private static final String BEGIN = "# created by Weave - BEGIN";
    private static final String END = "# created by Weave - END";

    private HostsFile() {}

    /**
     * @throws AttachException if there is no such file to be had
     */
    static void check(Container container) {
        if (container.docker() == null || container.docker().hostsFile() == null) {
            throw new AttachException(
                    Kind.MISUSE,
                    "--rewrite-hosts is for Docker's containers: " + container.asked());
        }
    }

    /**
     * @throws AttachException if the file cannot be written
     */
    static void rewrite(DockerContainer container, List<Cidr> addresses) {
        Path file = container.hostsFile();
        try {
            List<String> lines = rewritten(Files.readAllLines(file), container, addresses);
            // In place: the container has this very file mounted.
            Files.write(file, lines);
        } catch (IOException e) {
            throw new AttachException(
                    Kind.FAILED, "cannot write the hosts file " + file + ": " + e.getMessage(), e);
        }
    }

    static List<String> rewritten(
            List<String> present, DockerContainer container, List<Cidr> addresses) {
        String fullName = container.fullName();
        String shortName = fullName.split("\\.", 2)[0];
        List<String> lines = new ArrayList<>();
        lines.add(BEGIN);
        String names = fullName.equals(shortName) ? shortName : fullName + " " + shortName;
        addresses.forEach(cidr -> lines.add(cidr.address().getHostAddress() + "\t" + names));
        lines.add(END);
        boolean isOurs = false;
        for (String line : present) {
            isOurs |= line.equals(BEGIN);
            List<String> words = List.of(line.strip().split("\\s+"));
            boolean isName = words.contains(shortName) || words.contains(fullName);
            if (!isOurs && !isName) {
                lines.add(line);
            }
            isOurs &= !line.equals(END);
        }
        return lines;
    }
}
