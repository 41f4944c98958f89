package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTextTest {
    @Test
    void shouldReadWhatPeopleWrite() {
        assertReads("10.0.0.2", "10.0.0.2", 0);
        assertReads("10.0.0.2:6783", "10.0.0.2", 6783);
        assertReads("host2", "host2", 0);
        assertReads("host2.example.org:1", "host2.example.org", 1);
        assertReads("fd00::2", "fd00::2", 0);
        assertReads("[fd00::2]", "fd00::2", 0);
        assertReads("[fd00::2]:6783", "fd00::2", 6783);
        assertReads(" node_1 ", "node_1", 0);
    }

    @Test
    void shouldRefuseWhatIsNoPeer() {
        for (String text :
                List.of(
                        "",
                        " ",
                        ":",
                        ":6783",
                        "host:",
                        "host:0",
                        "host:65536",
                        "host:99999999999",
                        "host:-1",
                        "host:http",
                        "10.0.0.256",
                        "10.0.0",
                        "1.2.3.4.5:1",
                        "a b",
                        "host:1:2",
                        "[host]:1",
                        "[fd00::2",
                        "-host",
                        "a..b",
                        "http://host",
                        "x".repeat(64))) {
            assertTrue(PeerText.parse(text).isEmpty(), text);
        }
    }

    private static void assertReads(String text, String host, int port) {
        PeerText parsed = PeerText.parse(text).orElseThrow();
        assertEquals(host, parsed.host());
        assertEquals(port, parsed.port());
        assertEquals(text.strip(), parsed.given());
    }
}
