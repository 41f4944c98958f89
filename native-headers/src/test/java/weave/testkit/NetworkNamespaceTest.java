package weave.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Privileged
@Timeout(60)
class NetworkNamespaceTest {
    @Test
    void shouldReachTheOtherWhenJoined() {
        try (NetworkNamespace left = NetworkNamespace.create("left");
                NetworkNamespace right = NetworkNamespace.create("right")) {
            NetworkNamespace.join(left, "eth0", right, "eth0");
            left.ip("addr add 10.9.0.1/24 dev eth0");
            right.ip("addr add 10.9.0.2/24 dev eth0");

            NetworkNamespace.Result ping = left.run("ping", "-c1", "-W5", "10.9.0.2");

            assertEquals(0, ping.exit(), ping.stdout() + ping.stderr());
        }
    }

    @Test
    void shouldSeeItsInterfacesWhenEntered() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create("enter")) {
            namespace.ip("link add inside type bridge");
            // Java lists interfaces by their addresses.
            namespace.ip("addr add 10.9.1.1/24 dev inside");

            assertNotNull(namespace.call(() -> NetworkInterface.getByName("inside")));
            assertNull(NetworkInterface.getByName("inside"));
        }
    }

    @Test
    void shouldEndItsProcessesAndVanishWhenClosed() throws Exception {
        Process process;
        Path path;
        try (NetworkNamespace namespace = NetworkNamespace.create("close")) {
            path = Path.of("/run/netns", namespace.name());
            process = namespace.start("sh", "-c", "sleep 1000 & echo started; wait");
            process.inputReader().readLine();
            assertTrue(Files.exists(path));
        }

        assertFalse(process.isAlive());
        assertFalse(Files.exists(path));
    }
}
