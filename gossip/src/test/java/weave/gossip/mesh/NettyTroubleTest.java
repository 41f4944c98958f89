package weave.gossip.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;

class NettyTroubleTest {
    @Test
    void shouldGiveTheReasonWithoutTheCallTheNumberAndTheAddress() {
        assertEquals("no route to host", text(new NoRouteToHostException()));
        assertEquals(
                "network is unreachable",
                text(new NoRouteToHostException("Network is unreachable: /192.0.2.1:6783")));
        assertEquals(
                "connection refused",
                text(
                        new ConnectException(
                                "finishConnect(..) failed with error(-111): Connection refused:"
                                        + " /192.0.2.1:6783")));
        assertEquals(
                "invalid argument",
                text(
                        new IOException(
                                "connect(..) failed with error(-22): Invalid argument:"
                                        + " /[fe80::1]:6783")));
        assertEquals(
                "too many open files",
                text(new IOException("accept(..) failed with error(-24): Too many open files")));
        assertEquals("something else", text(new IOException("something else")));
    }

    private static String text(Throwable cause) {
        return NettyTrouble.text(cause);
    }
}
