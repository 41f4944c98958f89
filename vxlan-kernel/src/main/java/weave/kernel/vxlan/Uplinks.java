package weave.kernel.vxlan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import weave.kernel.link.Link;
import weave.kernel.link.Route;
import weave.kernel.link.Routes;
import weave.linux.Errno;
import weave.linux.LinuxException;

/**
 * The links by which VXLAN of the neighbours arrives: each has a {@link SteeringProgram}, and there
 * is a plain VXLAN device that it steers to. Only an improvement: without, everything goes by the
 * other device. One thread.
 */
final class Uplinks implements AutoCloseable {
    private static final int NO_PORT = 0;

    private final VxlanConfig config;
    private final Devices devices;
    private final SettingsEntry settings;
    private final Refusals refusals;
    private final Routes routes = new Routes();

    /** The addresses of the neighbours. */
    private final Map<Long, Integer> addresses = new HashMap<>();

    /** The names of those that have the program, by index. */
    private final Map<Integer, String> served = new ConcurrentHashMap<>();

    /** Whether there is something to steer to, and the kernel can. */
    private boolean isPrepared;

    Uplinks(VxlanConfig config, Devices devices, SettingsEntry settings, Refusals refusals) {
        this.config = config;
        this.devices = devices;
        this.settings = settings;
        this.refusals = refusals;
    }

    /** Makes what packets are steered to, or takes over a predecessor's. */
    void prepare() {
        refusals.attempt(
                "receive VXLAN by a plain device",
                () -> {
                    devices.prepareSteering();
                    devices.plain()
                            .filter(device -> settings.plainPort() != NO_PORT)
                            .ifPresentOrElse(devices::attachPlain, this::makePlain);
                    isPrepared = true;
                });
    }

    private void makePlain() {
        settings.plainPort(NO_PORT);
        int port = freePort();
        devices.makePlain(port, config.self());
        settings.plainPort(port);
    }

    /** One that nobody asked for, and that the kernel gives to nobody while the device has it. */
    private static int freePort() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new LinuxException("find a free UDP port", Errno.EADDRINUSE, none.getMessage());
        }
    }

    /** A neighbour at an address. */
    void neighbour(long peer, int ip) {
        Integer before = addresses.put(peer, ip);
        if (before == null || before != ip) {
            serve(ip);
        }
    }

    void forget(long peer) {
        addresses.remove(peer);
    }

    /** Links or routes may be others, somebody may have taken something away. */
    void look() {
        if (devices.plain().isEmpty()) {
            prepare();
        }
        served.keySet().removeIf(index -> !isServed(index));
        Set.copyOf(addresses.values()).forEach(this::serve);
    }

    private boolean isServed(int index) {
        return devices.links().byIndex(index).filter(link -> devices.isUplink(link)).isPresent();
    }

    private void serve(int ip) {
        if (isPrepared) {
            refusals.attempt(
                    "steer VXLAN to a plain device",
                    () -> routes.to(address(ip)).ifPresent(this::serve));
        }
    }

    private void serve(Route route) {
        if (!served.containsKey(route.linkIndex())) {
            devices.links()
                    .byIndex(route.linkIndex())
                    .filter(Uplinks::isEthernet)
                    .ifPresent(link -> {
                        devices.attachUplink(link);
                        served.put(link.index(), link.name());
                    });
        }
    }

    /** Others have no header, or one of their own, before that of IP. */
    private static boolean isEthernet(Link link) {
        return link.mac() != 0;
    }

    private static Inet4Address address(int ip) {
        try {
            byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(ip).array();
            return (Inet4Address) InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** One line each; any thread. */
    List<String> list() {
        return served.values().stream()
                .sorted()
                .map(name -> "from " + name + " straight to containers")
                .toList();
    }

    @Override
    public void close() {
        routes.close();
    }
}
