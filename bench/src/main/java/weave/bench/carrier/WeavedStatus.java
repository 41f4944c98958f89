package weave.bench.carrier;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import weave.bench.lab.Lab;
import weave.bench.lab.Namespace;
import weave.bench.lab.Patience;
import weave.bench.lab.Side;

/** What our daemons say of their connection to each other, over their HTTP. */
public final class WeavedStatus {
    static final int HTTP_PORT = 6784;

    private static final String REQUEST =
            "GET /status/connections HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final int TIMEOUT_MILLIS = 10_000;

    private WeavedStatus() {}

    /** Waits until both daemons send their frames by this overlay, such as "fastdp". */
    public static void awaitCarriedBy(String overlay, Lab lab) {
        for (Side side : Side.values()) {
            Namespace host = lab.host(side);
            Patience.until(
                    Patience.SOON,
                    () -> "no way by " + overlay + ": " + connections(host).strip(),
                    () -> isCarriedBy(overlay, connections(host)));
        }
    }

    /** Whether a page of connections has an established one of this overlay. */
    static boolean isCarriedBy(String overlay, String page) {
        Pattern line = Pattern.compile(" established +(encrypted +)?" + overlay + " ");
        return line.matcher(page).find();
    }

    /** The page; empty as long as nobody answers. */
    private static String connections(Namespace host) {
        return host.call(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), HTTP_PORT)) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
                byte[] answer = socket.getInputStream().readAllBytes();
                return new String(answer, StandardCharsets.UTF_8);
            } catch (IOException notYet) {
                return "";
            }
        });
    }
}
