package weave.tools.check;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ports, the underlay's MTU, and whether other hosts answer. */
final class NetworkChecks {
    /** The default MTU of containers and what the fast datapath wraps around it. */
    private static final int UNDERLAY_MTU = 1460;

    private static final int PORT_DEFAULT = 6783;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private NetworkChecks() {}

    /**
     * @param isOurs whether a daemon of ours answers on this host, which then holds the ports
     */
    static List<Finding> ports(int port, boolean isOurs) {
        List<Finding> findings = new ArrayList<>();
        String subject = "port " + port;
        if (isOurs) {
            findings.add(Finding.ok(subject, "weaved has it"));
            return findings;
        }
        try (ServerSocket _ = new ServerSocket(port);
                DatagramSocket _ = new DatagramSocket(port)) {
            findings.add(Finding.ok(subject, "free for TCP and UDP"));
        } catch (IOException e) {
            findings.add(
                    Finding.fail(
                            subject,
                            "taken",
                            "end what listens there (ss -tulpn), or weaved --port on every host"));
        }
        return findings;
    }

    /** Of every interface that could be the underlay, which our bridge is not. */
    static List<Finding> mtus(String bridge) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            boolean isUnderlay =
                    device.isUp()
                            && !device.isLoopback()
                            && !device.isVirtual()
                            && device.inetAddresses()
                                    .anyMatch(address -> address instanceof java.net.Inet4Address)
                            && !device.getName().equals(bridge)
                            && !device.getName().matches("weave.*|veth.*|docker.*|br-.*|vxlan.*");
            if (isUnderlay) {
                findings.add(mtu(device.getName(), device.getMTU()));
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.warn("MTU", "no interface with an IPv4 address is up", "bring one up"));
        }
        return findings;
    }

    static Finding mtu(String name, int mtu) {
        String text = name + " " + mtu;
        return mtu >= UNDERLAY_MTU
                ? Finding.ok("MTU", text)
                : Finding.warn(
                        "MTU",
                        text + " makes full frames of 1376 bytes two datagrams",
                        "weaved --mtu=" + (mtu - (UNDERLAY_MTU - 1376)) + " on every host");
    }

    /**
     * Whether something answers where a peer should be; it is not told who we are.
     *
     * @param peer {@code host[:port]}
     */
    static Finding peer(String peer) {
        int colon = peer.lastIndexOf(':');
        boolean hasPort = colon > 0 && peer.indexOf(':') == colon;
        String subject = "peer";
        try {
            String host = hasPort ? peer.substring(0, colon) : peer;
            int port = hasPort ? Integer.parseInt(peer.substring(colon + 1)) : PORT_DEFAULT;
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            try (Socket socket = new Socket()) {
                socket.connect(address, (int) PATIENCE.toMillis());
            }
            return Finding.ok(subject, peer + " answers");
        } catch (UnknownHostException e) {
            return Finding.fail(subject, peer + " has no address", "is the name right?");
        } catch (IllegalArgumentException e) {
            return Finding.fail(subject, peer + " is no host[:port]", "write host or host:port");
        } catch (IOException e) {
            return Finding.fail(
                    subject,
                    peer + " does not answer (" + e.getMessage() + ")",
                    "is weaved running there, and does a firewall let TCP and UDP through?");
        }
    }
}
