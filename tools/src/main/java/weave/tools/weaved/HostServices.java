package weave.tools.weaved;

import java.net.InetAddress;
import weave.gossip.store.StateStore;
import weave.tools.attach.AddressPool;
import weave.tools.attach.Attacher;
import weave.tools.attach.Attendance;
import weave.tools.attach.ContainerFinder;
import weave.tools.attach.ContainerNames;
import weave.tools.attach.Exposed;
import weave.tools.attach.Exposures;
import weave.tools.attach.HostWatch;
import weave.tools.attach.NameRegistry;
import weave.tools.attach.Roster;
import weave.tools.docker.DockerClient;
import weave.tools.firewall.Firewall;
import weave.tools.host.BridgeType;
import weave.tools.http.AttachRoutes;
import weave.tools.http.HttpAddress;
import weave.tools.http.Routes;
import weave.tools.report.HostReport;

/** What the daemon does on its host beside moving frames: containers, exposed addresses, rules. */
final class HostServices implements AutoCloseable {
    private final String bridge;
    private final BridgeType type;
    private final Firewall firewall;
    private final Attendance attendance;
    private final Attacher attacher;
    private final Roster roster;
    private final Exposures exposures;
    private final HostWatch watch;

    private HostServices(
            NodeConfig config,
            NodeDatapath datapath,
            StateStore store,
            AddressPool pool,
            NameRegistry names,
            DockerClient docker) {
        this.bridge = config.bridge();
        this.type = datapath.type();
        this.firewall = firewall(config);
        ContainerFinder finder = new ContainerFinder(docker);
        this.attendance = new Attendance(store, pool, names);
        this.attacher =
                new Attacher(
                        bridge,
                        datapath.ports(),
                        config.mtu(),
                        finder,
                        pool,
                        attendance,
                        new ContainerNames(names, docker));
        this.roster = new Roster(bridge, finder);
        this.exposures = new Exposures(bridge, store, pool, firewall, names);
        this.watch = HostWatch.start(exposures, attacher, attendance, docker);
    }

    /**
     * Begins with what the last run left; the bridge is there.
     *
     * @param docker {@code null} if there is none to ask
     */
    static HostServices start(
            NodeConfig config,
            NodeDatapath datapath,
            StateStore store,
            AddressPool pool,
            NameRegistry names,
            DockerClient docker) {
        return new HostServices(config, datapath, store, pool, names, docker);
    }

    /** The rules that go with a configuration. */
    static Firewall firewall(NodeConfig config) {
        return new Firewall(
                config.bridge(),
                controlPort(config.httpAddress()),
                config.dockerBridge(),
                config.port());
    }

    /** Everything of {@code base}, and what is done here. */
    Routes over(Routes base) {
        return AttachRoutes.over(base, attacher, roster, exposures);
    }

    /** Whether somebody attached here, or the host itself, is called so or has such an address. */
    boolean isHere(String place) {
        return roster.isHere(place);
    }

    /** Any thread may ask. */
    HostReport report() {
        return new HostReport(
                bridge,
                type.text(),
                attendance.present(),
                exposures.list().stream().map(HostServices::report).toList(),
                firewall.description());
    }

    private static HostReport.Exposed report(Exposed one) {
        return new HostReport.Exposed(one.cidr().toString(), one.masqueraded(), one.names());
    }

    /** Leaves everything as it is. */
    @Override
    public void close() {
        watch.close();
    }

    private static int controlPort(HttpAddress address) {
        if (address instanceof HttpAddress.Tcp tcp) {
            InetAddress listening = tcp.address().getAddress();
            if (listening.isLoopbackAddress() || listening.isAnyLocalAddress()) {
                return tcp.address().getPort();
            }
        }
        return 0;
    }
}
