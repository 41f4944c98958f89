package weave.tools.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import weave.testkit.Await;
import weave.testkit.Privileged;

/** Two hosts with two daemons each, of two meshes, all of whose frames the kernel carries. */
@Privileged
class TwoDaemonsIT {
    private static final String OTHER = "--http-addr=127.0.0.1:7784";
    private static final String LEFT = "10.3.0.1";
    private static final String RIGHT = "10.3.0.2";
    private static final long TRANSFER_BYTES = 5_000_000;

    @RegisterExtension final Lab lab = Lab.vxlan();

    private Host one;
    private Host two;

    @Test
    void shouldNotDisturbEachOther() throws Exception {
        one = lab.host("one");
        two = lab.host("two");
        lab.cable(one, two);
        one.start();
        two.start("--peers=" + one.address());
        one.awaitConnectedTo(two);
        one.awaitCarriedBy("fastdp", two);
        Container left = lab.container(one);
        Container right = lab.container(two);
        left.awaitReaches(right, Host.SOON);
        awaitPast(one, "");

        launch(one, "02:00:5e:00:53:91");
        launch(two, "02:00:5e:00:53:92", one.address() + ":7783");
        Await.until(
                () -> "the others are connected: " + connections(),
                Host.SOON,
                () -> connections().contains("established fastdp "));
        Box otherLeft = attached(one, "left", LEFT);
        Box otherRight = attached(two, "right", RIGHT);
        otherLeft.awaitReaches(RIGHT);
        otherRight.awaitReaches(LEFT);
        awaitPast(one, OTHER);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        one.awaitCarriedBy("fastdp", two);
        assertFalse(Box.reaches(otherLeft.namespace(), right.ip()), "they are two switches");

        String before = kernel(one);
        assertEquals("", one.weave(OTHER, "reset").orFail());
        String links = one.namespace().ip("-o link");
        assertFalse(links.contains("other") || links.contains("vxlan-7784"), links);
        // The rules are mended by whoever is left.
        Await.until(
                () -> "all is as before: " + kernel(one) + " before: " + before,
                Host.SOON,
                () -> kernel(one).equals(before));
        left.awaitReaches(right, Host.SOON);
        Traffic.tcpBothWays(left, right, TRANSFER_BYTES);
        one.awaitCarriedBy("fastdp", two);
        two.weave(OTHER, "reset").orFail();
    }

    private void launch(Host host, String name, String... peers) {
        String[] flags = {
            "launch",
            "--log=" + host.folder().resolve("other.log"),
            "--db-prefix=" + host.folder().resolve("other-"),
            "--name=" + name,
            "--interface=other",
            "--port=7783",
            "--datapath=vxlan",
            "--no-dns",
            "--ipalloc-range=",
            "--status-addr=",
            OTHER,
            "--peers=" + String.join(",", peers)
        };
        host.weave(flags).orFail();
    }

    private Box attached(Host host, String name, String address) {
        Box box = new Box(lab, name);
        host.weave(OTHER, "attach", address + "/16", box.name()).orFail();
        return box;
    }

    private String connections() {
        return one.weave(OTHER, "status", "connections").stdout();
    }

    private void awaitPast(Host host, String daemon) {
        List<String> command =
                daemon.isEmpty()
                        ? List.of("status", "dataplane")
                        : List.of(daemon, "status", "dataplane");
        Await.until(
                "frames pass the bridge by",
                Host.SOON,
                () ->
                        host.weave(command.toArray(String[]::new))
                                .stdout()
                                .contains("past the bridge: nobody filters there"));
    }

    /** Links, programs and rules of the first daemon on a host. */
    private static String kernel(Host host) {
        StringBuilder all = new StringBuilder();
        List<String> links =
                host.namespace()
                        .ip("-o link")
                        .lines()
                        .map(line -> line.split("[ :@]+")[1])
                        .filter(name -> name.matches("weave.*|vxlan-6784|vethbox.*"))
                        .toList();
        for (String link : links) {
            for (String hook : List.of("ingress", "egress")) {
                all.append(link).append(' ').append(hook).append(' ');
                all.append(
                        host.namespace().run("tc", "filter", "show", "dev", link, hook).stdout());
            }
        }
        return all
                + host.namespace()
                        .run("iptables", "-S")
                        .orFail()
                        .lines()
                        .filter(rule -> !rule.contains("other") && !rule.contains("7784"))
                        .collect(Collectors.joining("\n"));
    }
}
