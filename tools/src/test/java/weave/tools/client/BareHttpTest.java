package weave.tools.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weave.tools.http.HttpAddress;

class BareHttpTest {
    /** The kernel drops what comes to a listener whose queue is full, as a firewall would. */
    @Test
    void shouldGiveUpWhenItsPacketsAreDropped() throws IOException {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(deaf.getLocalSocketAddress());
                waiting.add(channel);
            }
            BareHttp http =
                    new BareHttp(
                            HttpAddress.parse("127.0.0.1:" + deaf.getLocalPort()),
                            Duration.ofSeconds(1),
                            Duration.ofMinutes(1));
            IOException refused =
                    assertThrows(IOException.class, () -> http.exchange("GET", "/status", ""));
            assertEquals("no connection within 1 s", refused.getMessage());
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }
}
