package weave.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.tools.check.Finding.Level;
import weave.tools.client.WeaveClient;
import weave.tools.http.HttpAddress;

class ChecksTest {
    @TempDir private Path root;
    private String forwardRules = "-P FORWARD DROP\n";

    @Test
    void shouldTellWhatTheKernelLacks() throws IOException {
        KernelChecks checks = new KernelChecks(root, "weave", () -> forwardRules);
        assertEquals(Level.FAIL, checks.tun().level());
        assertEquals(Level.WARN, checks.release().level());
        assertEquals(Level.OK, checks.bridgeFilter().level());
        write("proc/sys/kernel/osrelease", "4.19.0-27-amd64");
        assertEquals(Level.WARN, checks.release().level());
        write("proc/sys/kernel/osrelease", "6.1.0-44-amd64");
        assertEquals(Level.OK, checks.release().level());
        assertTrue(checks.release().text().contains("from 6.2 on"));
        write("proc/sys/net/bridge/bridge-nf-call-iptables", "1");
        assertEquals(Level.WARN, checks.bridgeFilter().level());
        forwardRules += "-A FORWARD -i docker0 -o docker0 -j ACCEPT\n";
        assertEquals(Level.WARN, checks.bridgeFilter().level());
        forwardRules += "-A FORWARD -i weave -o weave -j ACCEPT\n";
        assertEquals(Level.OK, checks.bridgeFilter().level());
        KernelChecks ofAnother = new KernelChecks(root, "weave1", () -> forwardRules);
        assertEquals(Level.WARN, ofAnother.bridgeFilter().level());
        write("dev/net/tun", "");
        assertEquals(Level.OK, checks.tun().level());
    }

    @Test
    void shouldTellWhatTheProcessMayAndTheProcessorCan() throws IOException {
        KernelChecks checks = new KernelChecks(root, "weave", () -> forwardRules);
        assertEquals(Level.FAIL, checks.privileges().level());
        write("proc/self/status", "Name:\tjava\nCapEff:\t000001ffffffffff\n");
        assertEquals(Level.OK, checks.privileges().level());
        write("proc/self/status", "Name:\tjava\nCapEff:\tffffffffffffefff\n");
        assertEquals(Level.FAIL, checks.privileges().level());
        assertEquals(Level.WARN, checks.processor().level());
        write("proc/cpuinfo", "flags\t\t: fpu aes xsave\n");
        assertEquals(Level.OK, checks.processor().level());
        write("proc/cpuinfo", "flags\t\t: fpu vaes xsave\n");
        assertEquals(Level.WARN, checks.processor().level());
    }

    @Test
    void shouldWantPortsThatAreFreeOrOurs() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            assertEquals(Level.FAIL, NetworkChecks.ports(port, false).getFirst().level());
            assertEquals(Level.OK, NetworkChecks.ports(port, true).getFirst().level());
        }
    }

    @Test
    void shouldWantThePortOfTheFastDatapath() throws IOException {
        int port;
        try (DatagramSocket taken = new DatagramSocket()) {
            port = taken.getLocalPort();
            Finding others = NetworkChecks.ports(port - 1, false).getLast();
            assertEquals(Level.WARN, others.level());
            assertTrue(others.line().startsWith("warn  port " + port), others.line());
            assertEquals(Level.OK, NetworkChecks.ports(port - 1, true).getLast().level());
        }
        assertTrue(NetworkChecks.ports(port - 1, false).getLast().text().startsWith("free"));
        Finding unused = NetworkChecks.ports(port - 1, true).getLast();
        assertTrue(unused.text().endsWith("has no fast datapath"), unused.text());
        assertEquals(Level.WARN, NetworkChecks.ports(65_535, false).getLast().level());
    }

    @Test
    void shouldTellWhichDatagramsAPeerRefuses() throws IOException {
        try (ServerSocket mesh = new ServerSocket(0)) {
            int port = mesh.getLocalPort();
            String peer = "127.0.0.1:" + port;
            Finding deaf = NetworkChecks.peer(peer);
            assertEquals(Level.FAIL, deaf.level());
            assertTrue(deaf.text().endsWith("refuses UDP " + port), deaf.text());
            try (DatagramSocket _ = new DatagramSocket(port)) {
                Finding slow = NetworkChecks.peer(peer);
                assertEquals(Level.WARN, slow.level());
                assertTrue(slow.text().contains("UDP " + (port + 1)), slow.text());
                try (DatagramSocket _ = new DatagramSocket(port + 1)) {
                    assertEquals(Level.OK, NetworkChecks.peer(peer).level());
                }
            }
        }
    }

    @Test
    void shouldTellPeersThatDoNotAnswerFromNoPeers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Finding silent = NetworkChecks.peer("127.0.0.1:" + free);
        assertEquals(Level.FAIL, silent.level());
        assertTrue(silent.line().contains("does not answer"), silent.line());
        assertTrue(NetworkChecks.peer("127.0.0.1:x").line().contains("is no host[:port]"));
        assertTrue(NetworkChecks.peer("127.0.0.1:99999").line().contains("is no host[:port]"));
        assertTrue(NetworkChecks.peer("nobody.invalid").line().contains("has no address"));
    }

    @Test
    void shouldAdviseAnMtuForASmallUnderlay() {
        assertEquals("ok    MTU           up0 1500", NetworkChecks.mtu("up0", 1500, 1376).line());
        String narrow = NetworkChecks.mtu("up0", 1400, 1376).line();
        assertTrue(narrow.contains("weaved --mtu=1316 "), narrow);
        assertEquals(Level.OK, NetworkChecks.mtu("up0", 1400, 1316).level());
    }

    @Test
    void shouldTellHowConnectionsAre() throws IOException {
        String page =
                """
                <- 192.0.2.1:33866       established sleeve 7e:21:4a:70:2f:45(host2) mtu=1438
                <- 192.0.2.2:60773       pending     sleeve 7e:ae:cd:d5:23:8d(host3)\s
                -> 192.0.2.3:6783        failed      no route to host, retry: never\s
                -> 192.0.2.4:6783        failed      Unable to decrypt TCP msg, retry: 0s\s
                -> 192.0.2.5:6783        failed      , retry: never\s
                -> 192.0.2.6:7000        connecting  \s
                -> 192.0.2.7:7000        established sleeve 7e:21:4a:70:2f:47(host7) mtu=1438\
                 (sleeve is established;\
                 fastdp is not established yet)
                -> 192.0.2.10:6783       established sleeve 7e:21:4a:70:2f:4a(host10) mtu=1338\
                 (sleeve is established; fastdp is not established yet,\
                 and the path carries packets of 1400 bytes, not of 1426:\
                 --mtu=1316 on every host)
                <- 192.0.2.8:33866       established encrypted   sleeve\
                 7e:21:4a:70:2f:48(host8) mtu=1414 (sleeve is established;\
                 fastdp is on hold: no heartbeat for 0.5 s)
                -> 192.0.2.9:6783        established sleeve 7e:21:4a:70:2f:49(host9) mtu=1414\
                 (sleeve is established;\
                 fastdp is dead: no ESP)
                """;
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    String text =
                            switch (path) {
                                case "/status/targets" -> "192.0.2.3\n";
                                case "/report" -> "br7\n";
                                default -> page;
                            };
                    byte[] body = text.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try {
            String address = "127.0.0.1:" + server.getAddress().getPort();
            DaemonChecks checks =
                    DaemonChecks.of(new WeaveClient(HttpAddress.parse(address)), 6783);
            assertTrue(checks.answers());
            assertEquals("br7", checks.bridge().orElseThrow());
            assertEquals(
                    List.of(
                            Level.OK,
                            Level.OK,
                            Level.WARN,
                            Level.WARN,
                            Level.WARN,
                            Level.WARN,
                            Level.WARN,
                            Level.WARN,
                            Level.WARN,
                            Level.WARN,
                            Level.OK),
                    checks.findings().stream().map(Finding::level).toList());
            List<String> lines = checks.findings().stream().map(Finding::line).toList();
            assertTrue(
                    lines.get(3).endsWith("running there? weave forget 192.0.2.3 if it is gone"),
                    lines.get(3));
            assertTrue(lines.get(4).contains("password?"), lines.get(4));
            assertTrue(
                    lines.get(5).endsWith("is failed: retry: never: is weaved running there?"),
                    lines.get(5));
            assertTrue(
                    lines.get(6).endsWith("7000 is connecting: is weaved running there?"),
                    lines.get(6));
            assertTrue(lines.get(2).contains("let UDP 6783 and 6784 through"), lines.get(2));
            assertTrue(lines.get(7).contains("let UDP 7001 through"), lines.get(7));
            assertTrue(lines.get(9).contains("let ESP (IP protocol 50) through"), lines.get(9));
            assertTrue(lines.get(8).endsWith("weaved --mtu=1316 on every host"), lines.get(8));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldCheckThisHostWithoutADaemon() throws IOException {
        StringWriter out = new StringWriter();
        WeaveClient nobody = new WeaveClient(HttpAddress.parse("127.0.0.1:1"));
        boolean isFit =
                HostCheckup.run(
                        nobody, "weave", 6783, List.of("nobody.invalid"), new PrintWriter(out));
        assertEquals(false, isFit);
        for (String line : out.toString().lines().toList()) {
            assertTrue(line.matches("(ok   |warn |fail ) [a-zA-Z0-9 ]{13} \\S.*"), line);
        }
        assertTrue(out.toString().contains("\nwarn  daemon        does not answer: start it"));
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
