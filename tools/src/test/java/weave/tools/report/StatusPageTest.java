package weave.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StatusPageTest {
    @Test
    void shouldCountEverythingWhenBusy() {
        String expected =
                String.join(
                        "\n",
                        "        Version: 0.1.0 (version check update disabled)",
                        "",
                        "        Service: router",
                        "       Protocol: weave 1..2",
                        "           Name: 4a:0f:f6:ec:1c:93(host1)",
                        "     Encryption: enabled",
                        "  PeerDiscovery: enabled",
                        "        Targets: 2",
                        "    Connections: 6 (1 established, 1 pending, 1 retrying, 2 failed,"
                                + " 1 connecting)",
                        "          Peers: 2 (with 2 established, 1 pending connections)",
                        " TrustedSubnets: 10.0.0.0/8, 192.168.48.0/24",
                        "");
        assertEquals(expected, StatusPage.overview(Samples.busy()));
    }

    @Test
    void shouldLeaveTheCountsOutWhenThereIsNothingToCount() {
        String expected =
                String.join(
                        "\n",
                        "        Version: 0.1.0 (version check update disabled)",
                        "",
                        "        Service: router",
                        "       Protocol: weave 1..2",
                        "           Name: 4a:0f:f6:ec:1c:93(host1)",
                        "     Encryption: disabled",
                        "  PeerDiscovery: enabled",
                        "        Targets: 0",
                        "    Connections: 0",
                        "          Peers: 1",
                        " TrustedSubnets: none",
                        "");
        assertEquals(expected, StatusPage.overview(Samples.alone()));
    }

    @Test
    void shouldShowOneLineForEachConnectionAndTarget() {
        String expected =
                String.join(
                        "\n",
                        "<- 192.168.48.12:33866   established unencrypted sleeve"
                                + " 7e:21:4a:70:2f:45(host2) mtu=1438",
                        "-> 192.168.48.13:6783    pending     encrypted   sleeve"
                                + " ee:38:33:a7:d9:71(host3) encrypted=truemtu=1410",
                        "-> 192.168.48.14:6783    retrying    connection refused ",
                        "-> 192.168.48.15:6783    failed      no route to host, retry: 2026-11-21"
                                + " 18:55:38.246910357 +0000 UTC ",
                        "-> 192.168.48.16:6783    connecting   ",
                        "-> 10.1.1.9:6783         failed      cannot connect to ourself, retry:"
                                + " never ",
                        "");
        assertEquals(expected, StatusPage.connections(Samples.busy()));
        assertEquals("", StatusPage.connections(Samples.alone()));
    }

    @Test
    void shouldShowAParagraphForEachPeer() {
        String expected =
                String.join(
                        "\n",
                        "4a:0f:f6:ec:1c:93(host1)",
                        "   <- 192.168.48.12:39634   7e:21:4a:70:2f:45(host2)             "
                                + " established",
                        "   -> 192.168.48.13:6783    ee:38:33:a7:d9:71(host3)             "
                                + " pending",
                        "7e:21:4a:70:2f:45(host2)",
                        "   -> 192.168.48.11:6783    4a:0f:f6:ec:1c:93(host1)             "
                                + " established",
                        "");
        assertEquals(expected, StatusPage.peers(Samples.busy()));
        assertEquals("4a:0f:f6:ec:1c:93(host1)\n", StatusPage.peers(Samples.alone()));
    }

    @Test
    void shouldShowTargetsAsGiven() {
        assertEquals("192.168.48.13\n192.168.48.14:6783\n", StatusPage.targets(Samples.busy()));
        assertEquals("", StatusPage.targets(Samples.alone()));
    }
}
