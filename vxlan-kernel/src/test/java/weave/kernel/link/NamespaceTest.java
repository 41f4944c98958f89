package weave.kernel.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weave.linux.Errno;
import weave.linux.LinuxException;
import weave.testkit.Await;
import weave.testkit.NetworkNamespace;
import weave.testkit.Privileged;

/** Other namespaces, and what is done in them. */
@Privileged
@Timeout(60)
class NamespaceTest {
    private NetworkNamespace host;
    private NetworkNamespace box;

    @BeforeEach
    void open() {
        host = NetworkNamespace.create("host");
        box = NetworkNamespace.create("box");
    }

    @AfterEach
    void close() {
        box.close();
        host.close();
    }

    private static Path file(NetworkNamespace namespace) {
        return Path.of("/run/netns/" + namespace.name());
    }

    @Test
    void shouldWorkInANamespaceAndLeaveTheCallerWhereItIs() throws Exception {
        try (Namespace here = Namespace.current();
                Namespace there = Namespace.ofPath(file(box))) {
            assertNotEquals(here.inode(), there.inode());
            long inside =
                    there.call(() -> {
                        try (Namespace current = Namespace.current()) {
                            return current.inode();
                        }
                    });
            assertEquals(there.inode(), inside);
            try (Namespace after = Namespace.current()) {
                assertEquals(here.inode(), after.inode());
            }
            assertEquals("net:[" + here.inode() + "]", link("/proc/self/ns/net"));
        }
    }

    @Test
    void shouldFindTheNamespaceOfAProcessAndKeepItWhenTheProcessIsGone() throws Exception {
        Process process = box.start("sleep", "60");
        Await.until(
                "the process is in the namespace",
                Duration.ofSeconds(10),
                () ->
                        !link("/proc/" + process.pid() + "/ns/net")
                                .equals(link("/proc/self/ns/net")));
        try (Namespace there = Namespace.ofProcess(process.pid())) {
            process.destroyForcibly().waitFor();
            assertEquals(List.of("lo"), names(there));
            assertTrue(Files.exists(there.path()));
        }
    }

    @Test
    void shouldRefuseWhatIsNoNetworkNamespace() {
        assertEquals(Errno.EINVAL, refusal("/proc/self/ns/mnt"));
        assertEquals(Errno.EINVAL, refusal("/dev/null"));
        assertEquals(Errno.ENOENT, refusal("/run/netns/weavetest-no-such-namespace"));
        LinuxException refused =
                assertThrows(LinuxException.class, () -> Namespace.ofProcess(Integer.MAX_VALUE));
        assertEquals(Errno.ENOENT, refused.errno());
    }

    @Test
    void shouldMakeAVethPairAcrossNamespacesWithANameThatIsTakenHere() throws Exception {
        host.ip("link add ethwe type bridge");
        try (Namespace there = Namespace.ofPath(file(box));
                Links links = host.call(Links::new)) {
            Link outer = links.createVethPair("vethwepl1", "ethwe", there, 1376);
            assertEquals(List.of("ethwe", "lo"), names(there));
            String inner = box.ip("-d link show ethwe");
            assertTrue(inner.contains("mtu 1376"), inner);
            assertTrue(inner.startsWith(outer.peerIndex() + ": "), inner);

            host.ip("link add weave type bridge");
            links.setMaster(outer, links.byName("weave").orElseThrow());
            links.setHairpin(outer, true);
            assertTrue(host.ip("-d link show vethwepl1").contains("hairpin on"));
            links.setHairpin(outer, false);
            assertTrue(host.ip("-d link show vethwepl1").contains("hairpin off"));

            assertThrows(
                    LinuxException.class,
                    () -> links.createVethPair("vethwepl2", "ethwe", there, 1376));
            assertTrue(links.byName("vethwepl2").isEmpty());
        }
    }

    @Test
    void shouldRouteANetworkToALinkAsOftenAsAsked() throws Exception {
        NetworkNamespace.join(host, "ve0", box, "ve1");
        try (Links links = host.call(Links::new);
                Routes routes = host.call(Routes::new)) {
            Link link = links.byName("ve0").orElseThrow();
            InetAddress multicast = InetAddress.ofLiteral("224.0.0.0");
            routes.addOnLink(link, multicast, 4);
            routes.addOnLink(link, multicast, 4);
            assertEquals(
                    "224.0.0.0/4 dev ve0 scope link",
                    host.ip("route show").replaceAll("\\s+", " ").strip());
            assertEquals(
                    List.of(new Route(multicast, 4, link.index(), null, 254, null, 0, true)),
                    routes.all());
            host.ip("addr add 10.7.0.1/16 dev ve0");
            host.ip("route add default via 10.7.0.9");
            assertTrue(
                    routes.all()
                            .contains(
                                    new Route(
                                            InetAddress.ofLiteral("0.0.0.0"),
                                            0,
                                            link.index(),
                                            InetAddress.ofLiteral("10.7.0.9"),
                                            254,
                                            null,
                                            0,
                                            true)));
            host.ip("link set ve0 down");
            assertThrows(
                    LinuxException.class,
                    () -> routes.addOnLink(link, InetAddress.ofLiteral("10.9.0.0"), 16));
        }
    }

    @Test
    void shouldTellNeighboursWhereAnAddressIsNow() throws Exception {
        NetworkNamespace.join(host, "ve0", box, "ve1");
        host.ip("addr add 10.7.0.1/16 dev ve0");
        box.ip("addr add 10.7.0.2/16 dev ve1");
        host.ip("neigh add 10.7.0.2 lladdr 02:00:00:00:00:99 dev ve0 nud stale");
        Inet4Address moved = (Inet4Address) InetAddress.ofLiteral("10.7.0.2");
        try (Namespace there = Namespace.ofPath(file(box))) {
            there.call(() -> {
                try (Links links = new Links()) {
                    ArpAnnouncement.send(links.byName("ve1").orElseThrow(), moved);
                }
                return null;
            });
        }
        String mac = box.ip("link show ve1").replaceAll("(?s).*link/ether (\\S+).*", "$1");
        Await.until(
                "the neighbour knows",
                Duration.ofSeconds(10),
                () -> host.ip("neigh show 10.7.0.2 dev ve0").contains(mac));
    }

    private static int refusal(String path) {
        LinuxException refused =
                assertThrows(LinuxException.class, () -> Namespace.ofPath(Path.of(path)));
        return refused.errno();
    }

    private static List<String> names(Namespace namespace) {
        return namespace.call(() -> {
            try (Links links = new Links()) {
                return links.all().stream().map(Link::name).sorted().toList();
            }
        });
    }

    private static String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
