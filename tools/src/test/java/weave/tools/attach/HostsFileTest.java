package weave.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.tools.docker.DockerContainer;

class HostsFileTest {
    private static final List<Cidr> ADDRESSES =
            List.of(Cidr.parse("10.32.0.1/12"), Cidr.parse("10.2.0.1/16"));

    @Test
    void shouldPutItsOwnNameFirstAndDropOtherAddressesOfIt() {
        List<String> before = List.of("127.0.0.1\tlocalhost", "172.17.0.2\ta1.weave.local a1");
        List<String> after =
                List.of(
                        "# created by Weave - BEGIN",
                        "10.32.0.1\ta1.weave.local a1",
                        "10.2.0.1\ta1.weave.local a1",
                        "# created by Weave - END",
                        "127.0.0.1\tlocalhost");
        assertEquals(after, HostsFile.rewritten(before, container("a1", "weave.local"), ADDRESSES));
        assertEquals(after, HostsFile.rewritten(after, container("a1", "weave.local"), ADDRESSES));
        assertEquals(
                after, HostsFile.rewritten(before, container("a1.weave.local", ""), ADDRESSES));
    }

    @Test
    void shouldGetAlongWithoutADomain() {
        assertEquals(
                List.of(
                        "# created by Weave - BEGIN",
                        "10.32.0.1\ta1",
                        "# created by Weave - END",
                        "10.0.0.9 a11"),
                HostsFile.rewritten(
                        List.of("10.0.0.9 a11"), container("a1", ""), ADDRESSES.subList(0, 1)));
    }

    private static DockerContainer container(String hostname, String domainname) {
        return new DockerContainer("f00", "a1", 1, hostname, domainname, Path.of("/hosts"));
    }
}
