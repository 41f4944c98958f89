package weave.tools.weaved;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import weave.core.peer.PeerName;
import weave.gossip.dns.FileNameStore;
import weave.gossip.dns.Nameserver;
import weave.gossip.dns.server.DnsServer;
import weave.gossip.dns.server.UpstreamServers;
import weave.gossip.mesh.ControlLoop;
import weave.gossip.mesh.MeshRouter;
import weave.gossip.store.StateStore;
import weave.tools.attach.NameRegistry;
import weave.tools.host.HostException;
import weave.tools.http.DnsRoutes;
import weave.tools.http.Liveness;
import weave.tools.http.Routes;
import weave.tools.metrics.DnsMetrics;
import weave.tools.metrics.MetricGroup;
import weave.tools.report.DnsReport;

/** The names of a node, and its DNS server. */
final class NodeNames implements AutoCloseable {
    private static final Logger LOG = System.getLogger("weaved.dns");
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Nameserver names;
    private final DnsConfig config;
    private final NameRegistry registry;
    private DnsServer server;

    private NodeNames(Nameserver names, DnsConfig config, NameRegistry registry) {
        this.names = names;
        this.config = config;
        this.registry = registry;
    }

    /**
     * Joins the names of a mesh that is about to start.
     *
     * @return empty if names are switched off
     */
    static Optional<NodeNames> join(
            DnsConfig config, PeerName self, MeshRouter mesh, ControlLoop loop, StateStore store) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        Nameserver names =
                new Nameserver(
                        self,
                        config.domain(),
                        config.ttlSeconds(),
                        loop,
                        peer -> mesh.peers().find(peer).isPresent(),
                        () -> System.currentTimeMillis() / MILLIS_PER_SECOND,
                        new FileNameStore(store, loop));
        names.join(mesh);
        return Optional.of(new NodeNames(names, config, new NameserverRegistry(loop, names)));
    }

    /**
     * Begins to answer. Port 53 of all addresses is often taken; where nobody asked for it, that is
     * no reason not to start.
     *
     * @throws HostException if the address that was asked for cannot be had
     */
    void serve() {
        UpstreamServers upstream =
                config.upstream().isEmpty()
                        ? UpstreamServers.of(config.resolvConf())
                        : UpstreamServers.of(config.upstream());
        try {
            server =
                    DnsServer.listen(
                            config.address(),
                            config.domain(),
                            names.index(),
                            upstream,
                            config.upstreamTimeout());
            LOG.log(Level.INFO, "Listening for DNS at " + text() + ", " + config.domain());
        } catch (IOException taken) {
            if (config.addressGiven()) {
                throw ListenTrouble.explained("--dns-listen-address", taken);
            }
            LOG.log(
                    Level.WARNING,
                    taken.getMessage()
                            + "; names are known, but no questions answered: choose another"
                            + " address with --dns-listen-address, or --no-dns");
        }
    }

    /** What registers names on this host, for threads that may wait. */
    NameRegistry registry() {
        return registry;
    }

    /** Everything of {@code base}, and names. */
    Routes over(Routes base, Liveness liveness) {
        return DnsRoutes.over(base, names, Optional.ofNullable(text()), liveness);
    }

    /** On the control loop. */
    DnsReport report() {
        List<String> upstream =
                server == null
                        ? List.of()
                        : server.upstream().stream().map(UpstreamServers::text).toList();
        return DnsReport.of(names, Objects.requireNonNullElse(text(), ""), upstream);
    }

    MetricGroup metrics() {
        return new DnsMetrics(
                names::ownCount,
                names::count,
                Optional.ofNullable(server).map(DnsServer::counters));
    }

    /** {@code null} if no questions are answered. */
    private String text() {
        return server == null ? null : NetUtil.toSocketAddressString(server.address());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
