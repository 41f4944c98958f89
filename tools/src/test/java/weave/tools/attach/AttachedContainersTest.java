package weave.tools.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weave.kernel.link.Links;
import weave.kernel.link.Namespace;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;
import weave.tools.attach.AttachedContainers.Attached;
import weave.tools.attach.AttachedContainers.Entrance;

/** Processes of a container end while it is looked at. */
@Privileged
@Timeout(120)
class AttachedContainersTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @TempDir private Path processes;
    private NetworkNamespace host;
    private NetworkNamespace box;
    private NetworkNamespace other;

    @BeforeEach
    void attach() {
        host = NetworkNamespace.create("host");
        box = NetworkNamespace.create("box");
        other = NetworkNamespace.create("other");
        NetworkNamespace.join(host, "port", box, "ethwe");
    }

    @AfterEach
    void close() {
        host.close();
        box.close();
        other.close();
    }

    @Test
    void shouldFindAContainerThoughProcessesOfItEnd() throws Exception {
        Entrance ended = new Entrance(processes.resolve("1/ns/net"), processes.resolve("1/cgroup"));
        Entrance followed = process("2", other, "0::/system.slice\n");
        Entrance endsNow = process("3", box, null);
        Entrance lasting = process("4", box, "0::/docker/" + ID + "\n");

        assertEquals(List.of(ID), idents(ended, followed, endsNow, lasting));
        assertEquals(List.of(ID), idents(lasting, endsNow));
    }

    @Test
    void shouldGoByTheNameWhereNoProcessTellsMore() throws Exception {
        Entrance named = new Entrance(named(box), null);

        assertEquals(List.of(box.name()), idents(process("1", box, null), named));
        assertEquals(List.of(box.name()), idents(process("2", box, "0::/init.scope\n"), named));
        assertEquals(List.of(), idents(process("3", other, "0::/docker/" + ID + "\n")));
    }

    /**
     * As the kernel shows a process.
     *
     * @param controlGroup {@code null} if it ends before this is read
     */
    private Entrance process(String pid, NetworkNamespace in, String controlGroup)
            throws IOException {
        Path folder = Files.createDirectory(processes.resolve(pid));
        Path net = Files.createSymbolicLink(folder.resolve("net"), named(in));
        Path told = folder.resolve("cgroup");
        if (controlGroup != null) {
            Files.writeString(told, controlGroup);
        }
        return new Entrance(net, told);
    }

    private static Path named(NetworkNamespace namespace) {
        return ContainerFinder.NAMED.resolve(namespace.name());
    }

    /** Who is found attached to the host, in the box. */
    private List<String> idents(Entrance... ways) throws Exception {
        long inode = Identity.inodeOf(named(box));
        return host.call(() -> {
            try (Links links = new Links();
                    Namespace current = Namespace.current()) {
                int port = links.byName("port").orElseThrow().index();
                return AttachedContainers.in(List.of(ways), inode, current, Set.of(port)).stream()
                        .map(Attached::ident)
                        .toList();
            }
        });
    }
}
