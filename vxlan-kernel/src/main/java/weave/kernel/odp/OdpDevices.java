package weave.kernel.odp;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import weave.kernel.netlink.NetlinkMessage;
import weave.linux.LinuxException;

/** The datapath's ports in the kernel: makes those that must be there, and knows all. */
final class OdpDevices {
    private static final String TUNNEL_PREFIX = "vxlan-";

    private final Openvswitch kernel;
    private final Datapath datapath;
    private final OdpSettings settings;
    private final OdpPorts ports;
    private final int missPort;
    private final int upcallPort;

    /** Those whose upcalls come to us. */
    private final Set<Vport> received = new HashSet<>();

    /**
     * @param ports kept up to date
     * @param missPort the netlink port for what comes from containers and user space
     * @param upcallPort the one for what comes out of tunnels
     */
    OdpDevices(
            Openvswitch kernel,
            Datapath datapath,
            OdpSettings settings,
            OdpPorts ports,
            int missPort,
            int upcallPort) {
        this.kernel = kernel;
        this.datapath = datapath;
        this.settings = settings;
        this.ports = ports;
        this.missPort = missPort;
        this.upcallPort = upcallPort;
    }

    /**
     * Takes over what is there, removes what does not belong there, and puts the links on it.
     *
     * @throws LinuxException if the kernel refuses, for example because a link does not exist
     */
    void open() {
        for (Vport port : kernel.vports(datapath)) {
            boolean isForeign =
                    port.isVxlan()
                            ? !port.name().equals(TUNNEL_PREFIX + port.udpPort())
                            : settings.bridgeLink().isPresent()
                                    && !port.isInternal()
                                    && !isOurs(port.name());
            if (isForeign) {
                kernel.delete(port);
            }
        }
        refresh();
    }

    /**
     * Looks which ports there are, puts links on that are missing, and has upcalls come to us.
     *
     * @return the numbers of ports with containers that have gone
     */
    List<Integer> refresh() {
        kernel.datapath(datapath.name()).ifPresent(kernel::adopt);
        List<Vport> present = kernel.vports(datapath);
        List<Integer> gone =
                ports.locals().stream()
                        .filter(port -> !present.contains(port))
                        .map(Vport::number)
                        .toList();
        ports.clear();
        present.forEach(this::enter);
        received.retainAll(present);
        if (ports.userSpace() == OdpPorts.NONE) {
            enter(kernel.addLink(datapath, settings.userSpaceLink(), missPort));
        }
        settings.bridgeLink()
                .filter(link -> !ports.hasLocal(link))
                .ifPresent(link -> enter(kernel.addLink(datapath, link, missPort)));
        return gone;
    }

    /** Puts a container's link on it, if it is not. */
    void addLocal(String link) {
        if (!ports.hasLocal(link)) {
            enter(kernel.addLink(datapath, link, missPort));
        }
    }

    /**
     * What the kernel tells of changes.
     *
     * @return the number of a port of ours that has gone, or {@link OdpPorts#NONE}; another may
     *     have it already
     */
    int goneIn(NetlinkMessage message) {
        Vport gone = kernel.deletedVport(message).orElse(null);
        if (gone == null || gone.datapath() != datapath.index()) {
            return OdpPorts.NONE;
        }
        received.removeIf(port -> port.number() == gone.number());
        return gone.number();
    }

    /** Makes the port for a UDP port, if it is not there. */
    void requireTunnel(int udpPort) {
        if (ports.tunnel(udpPort) == OdpPorts.NONE) {
            enter(kernel.addVxlan(datapath, TUNNEL_PREFIX + udpPort, udpPort, upcallPort));
        }
    }

    /** Removes the ports for all other UDP ports. */
    void removeTunnelsBut(Collection<Integer> udpPorts) {
        for (Vport port : ports.tunnels()) {
            if (!udpPorts.contains(port.udpPort())) {
                kernel.delete(port);
                ports.removeTunnel(port);
            }
        }
    }

    /** Has the kernel do something with one frame. */
    void execute(int inPort, byte[] frame, List<FlowAction> actions) {
        kernel.execute(datapath, inPort, frame, actions);
    }

    private boolean isOurs(String link) {
        return link.equals(settings.userSpaceLink())
                || settings.bridgeLink().filter(link::equals).isPresent();
    }

    private void enter(Vport port) {
        if (port.isVxlan()) {
            ports.addTunnel(port);
        } else if (port.name().equals(settings.userSpaceLink())) {
            ports.setUserSpace(port);
        } else if (isContainers(port)) {
            ports.addLocal(port);
        } else {
            return;
        }
        if (received.add(port)) {
            kernel.setUpcallPort(port, port.isVxlan() ? upcallPort : missPort);
        }
    }

    private boolean isContainers(Vport port) {
        return settings.bridgeLink().map(port.name()::equals).orElse(!port.isVxlan());
    }
}
