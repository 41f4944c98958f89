package weave.tools.weaved;

import java.net.InetAddress;
import weave.gossip.store.StateStore;
import weave.tools.attach.AddressPool;
import weave.tools.attach.Attacher;
import weave.tools.attach.Attendance;
import weave.tools.attach.ContainerFinder;
import weave.tools.attach.Exposures;
import weave.tools.attach.HostWatch;
import weave.tools.docker.DockerClient;
import weave.tools.firewall.Firewall;
import weave.tools.http.AttachRoutes;
import weave.tools.http.HttpAddress;
import weave.tools.http.Routes;

/** What the daemon does on its host beside moving frames: containers, exposed addresses, rules. */
final class HostServices implements AutoCloseable {
    private final Attacher attacher;
    private final Exposures exposures;
    private final HostWatch watch;

    private HostServices(Attacher attacher, Exposures exposures) {
        this.attacher = attacher;
        this.exposures = exposures;
        this.watch = HostWatch.start(exposures, attacher);
    }

    /** Begins with what the last run left; the bridge is there. */
    static HostServices start(NodeConfig config, StateStore store, AddressPool pool) {
        DockerClient docker =
                config.docker() instanceof HttpAddress.Off
                        ? null
                        : new DockerClient(config.docker());
        Attacher attacher =
                new Attacher(
                        config.bridge(),
                        config.mtu(),
                        new ContainerFinder(docker),
                        pool,
                        new Attendance(store, pool));
        Exposures exposures = new Exposures(config.bridge(), store, pool, firewall(config));
        return new HostServices(attacher, exposures);
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
        return AttachRoutes.over(base, attacher, exposures);
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
