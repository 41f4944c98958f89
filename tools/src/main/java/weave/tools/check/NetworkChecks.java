package weave.tools.check;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import weave.core.fastdp.FastMtu;
import weave.core.fastdp.VxlanLayout;

/** Ports, the underlay's MTU, and whether other hosts answer. */
final class NetworkChecks {
    private static final int PORT_DEFAULT = 6783;
    private static final int PORT_MAX = 65_535;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What comes back from a host comes about as fast as its answer over TCP has. */
    private static final Duration REFUSAL_TIME = Duration.ofSeconds(1);

    private NetworkChecks() {}

    /**
     * @param isOurs whether a daemon of ours answers on this host, which then holds the ports
     */
    static List<Finding> ports(int port, boolean isOurs) {
        return List.of(meshPort(port, isOurs), fastPort(port, isOurs));
    }

    private static Finding meshPort(int port, boolean isOurs) {
        String subject = "port " + port;
        if (isOurs) {
            return Finding.ok(subject, "weaved has it");
        }
        try (ServerSocket _ = new ServerSocket(port);
                DatagramSocket _ = new DatagramSocket(port)) {
            return Finding.ok(subject, "free for TCP and UDP");
        } catch (IOException e) {
            return Finding.fail(
                    subject,
                    "taken",
                    "end what listens there (ss -tulpn), or weaved --port on every host");
        }
    }

    /** Of the fast datapath, without which everything works, too. */
    private static Finding fastPort(int meshPort, boolean isOurs) {
        int port = meshPort + VxlanLayout.PORT_OFFSET;
        String subject = "port " + port;
        if (port > PORT_MAX) {
            return Finding.warn(
                    subject,
                    "is none: there is no fast datapath beside " + meshPort,
                    "weaved --port below " + PORT_MAX + " on every host");
        }
        try (DatagramSocket _ = new DatagramSocket(port)) {
            return isOurs
                    ? Finding.ok(subject, "free for UDP: this weaved has no fast datapath")
                    : Finding.ok(subject, "free for UDP, for the fast datapath");
        } catch (IOException e) {
            if (isOurs || hasVxlan(port)) {
                return Finding.ok(subject, "the fast datapath has it");
            }
            return Finding.warn(
                    subject,
                    "taken: there will be no fast datapath, frames go through user space",
                    "end what listens there (ss -ulpn), or weaved --port on every host");
        }
    }

    /** Whether a daemon has left its device, for the next one to take over. */
    private static boolean hasVxlan(int port) {
        try {
            return NetworkInterface.getByName("vxlan-" + port) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Of every interface that could be the underlay, which our bridge is not. */
    static List<Finding> mtus(String bridge) throws IOException {
        List<Finding> findings = new ArrayList<>();
        NetworkInterface own = NetworkInterface.getByName(bridge);
        int containerMtu = own == null ? FastMtu.DEFAULT : own.getMTU();
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
                findings.add(mtu(device.getName(), device.getMTU(), containerMtu));
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.warn("MTU", "no interface with an IPv4 address is up", "bring one up"));
        }
        return findings;
    }

    /**
     * @param containerMtu what full packets of containers have
     */
    static Finding mtu(String name, int mtu, int containerMtu) {
        String text = name + " " + mtu;
        return mtu >= FastMtu.underlay(containerMtu, true)
                ? Finding.ok("MTU", text)
                : Finding.warn(
                        "MTU",
                        text
                                + " makes full packets of "
                                + containerMtu
                                + " bytes two datagrams, by the slower way",
                        "weaved --mtu=" + FastMtu.advised(mtu) + " on every host");
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
            return datagrams(peer, address);
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

    /**
     * Whether somebody says that datagrams are not wanted there. Of those that are dropped on the
     * way nobody says anything: that only connections find out.
     */
    private static Finding datagrams(String peer, InetSocketAddress mesh) {
        int fastPort = mesh.getPort() + VxlanLayout.PORT_OFFSET;
        if (isRefused(mesh)) {
            return Finding.fail(
                    "peer",
                    peer + " answers, but refuses UDP " + mesh.getPort(),
                    "let it through between the hosts, both ways");
        }
        if (fastPort <= PORT_MAX && isRefused(new InetSocketAddress(mesh.getAddress(), fastPort))) {
            return Finding.warn(
                    "peer",
                    peer + " answers, but refuses UDP " + fastPort + ": no fast datapath to it",
                    "let it through between the hosts, both ways, unless it is switched off there");
        }
        return Finding.ok(
                "peer",
                peer + " answers; UDP " + mesh.getPort() + " and " + fastPort + " not refused");
    }

    /** A datagram of one byte is nothing to any daemon. */
    private static boolean isRefused(InetSocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address);
            socket.setSoTimeout((int) REFUSAL_TIME.toMillis());
            socket.send(new DatagramPacket(new byte[1], 1));
            socket.receive(new DatagramPacket(new byte[1], 1));
            return false;
        } catch (SocketTimeoutException silence) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
