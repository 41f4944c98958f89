package weave.tools.bugreport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weave.tools.client.WeaveClient;
import weave.tools.http.HttpAddress;

/** Against a daemon that tells its password with every answer, unpacked by tar(1). */
class BugreportTest {
    private static final String PASSWORD = "correct-horse";

    private final List<String> progress = new ArrayList<>();
    @TempDir private Path folder;

    @Test
    void shouldPackEverythingAndNoPassword() throws Exception {
        HttpServer daemon =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        daemon.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            (exchange.getRequestURI() + " " + PASSWORD + " --password=x y\n")
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        daemon.start();
        Path file = folder.resolve("report.tar.gz");
        String line = "it is correct-horse\n";
        Files.writeString(folder.resolve("weaved.log"), line.repeat(300_000));
        try {
            Bugreport report = report(daemon.getAddress().getPort());
            report.write(file);
            assertTrue(report.daemonFailure().isEmpty());
        } finally {
            daemon.stop(0);
        }
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path unpacked = unpack(file);
        assertEquals(
                "/report [hidden] --password=[hidden] y\n", text(unpacked, "daemon/report.json"));
        assertTrue(text(unpacked, "daemon/status-peers").startsWith("/status/peers "));
        assertTrue(text(unpacked, "daemon/status-dns").startsWith("/status/dns "));
        assertTrue(text(unpacked, "daemon/status-ipam").startsWith("/status/ipam "));
        assertTrue(text(unpacked, "daemon/ps").startsWith("/ps "));
        List<String> log = text(unpacked, "daemon/log").lines().distinct().toList();
        assertEquals(List.of("it is [hidden]"), log);
        assertTrue(text(unpacked, "daemon/metrics").startsWith("/metrics "));
        assertTrue(text(unpacked, "version").startsWith("weave "));
        assertTrue(text(unpacked, "check").contains("kernel"));
        assertTrue(text(unpacked, "host/jvm").contains("java.vm.version="));
        assertTrue(text(unpacked, "kernel/version").startsWith("Linux"));
        assertTrue(Files.exists(unpacked.resolve("host/iptables")));
        assertEquals(3, progress.size());
    }

    @Test
    void shouldPackWhatThereIsWithoutADaemon() throws Exception {
        Path file = folder.resolve("report.tar.gz");
        Bugreport report = report(1);
        report.write(file);
        assertTrue(report.daemonFailure().isPresent());
        Path unpacked = unpack(file);
        assertTrue(text(unpacked, "daemon/report.json").startsWith("no answer: "));
        assertTrue(text(unpacked, "daemon/log").startsWith("cannot read "));
        assertTrue(text(unpacked, "check").contains("does not answer"));
    }

    private Bugreport report(int port) {
        WeaveClient client =
                new WeaveClient(
                        new HttpAddress.Tcp(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        return new Bugreport(
                client,
                folder.resolve("weaved.log"),
                progress::add,
                new Scrubber(List.of(PASSWORD)));
    }

    private Path unpack(Path file) throws IOException, InterruptedException {
        Path into = Files.createDirectory(folder.resolve("unpacked"));
        Process tar =
                new ProcessBuilder("tar", "-xzf", file.toString(), "-C", into.toString())
                        .redirectErrorStream(true)
                        .start();
        String complaints = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, tar.waitFor(), complaints);
        assertEquals("", complaints);
        return into.resolve("weave-bugreport");
    }

    private static String text(Path unpacked, String name) throws IOException {
        return Files.readString(unpacked.resolve(name));
    }
}
